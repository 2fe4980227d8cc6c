package io.pushcore.engine;

import io.pushcore.BusyChannel;
import io.pushcore.Rates;
import io.pushcore.Time;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the counters once a second, so that there are rates. Its timer's thread writes; any thread reads. */
final class Sampler {
    private static final Duration EVERY = Duration.ofSeconds(1);
    static final int MOST = 10;

    private final Engine engine;
    private long at;
    private Rates before = Rates.NONE;
    private volatile Sample last = new Sample(Rates.NONE, Rates.NONE, List.of());
    private volatile Time.@Nullable Timer timer;

    /** What was seen last. */
    record Sample(Rates rates, Rates highest, List<BusyChannel> busy) {}

    Sampler(Engine engine) {
        this.engine = engine;
        this.at = engine.time.nanoTime();
    }

    void start() {
        timer = engine.time.schedule(EVERY, () -> {
            sample();
            start();
        });
    }

    void stop() {
        Time.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    Sample last() {
        return last;
    }

    private void sample() {
        long now = engine.time.nanoTime();
        double seconds = (now - at) / 1e9;
        if (seconds <= 0) {
            return;
        }
        Rates sums = sums();
        Rates rates = new Rates(
                rate(sums.published(), before.published(), seconds),
                rate(sums.publishedBytes(), before.publishedBytes(), seconds),
                rate(sums.delivered(), before.delivered(), seconds),
                rate(sums.receivedBytes(), before.receivedBytes(), seconds),
                rate(sums.sentBytes(), before.sentBytes(), seconds));
        last = new Sample(rates, last.highest.most(rates), engine.activity.take(MOST, seconds));
        at = now;
        before = sums;
    }

    private Rates sums() {
        Counters counters = engine.counters;
        return new Rates(
                counters.published.sum(),
                counters.publishedBytes.sum(),
                counters.delivered.sum(),
                counters.receivedBytes.sum(),
                counters.sentBytes.sum());
    }

    private static long rate(long now, long before, double seconds) {
        return Math.round((now - before) / seconds);
    }
}
