package io.pushcore.engine.cluster;

import io.pushcore.Time;
import io.pushcore.peer.Carrier;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The channels and patterns of which this node wants hints: told to others with the first reader, taken back a while after the last. Usable
 * from any thread.
 */
final class Wishes {
    private static final Duration SWEEP = Duration.ofSeconds(15);
    /** So long a wish lives without a reader: who asked for it may still be about to join. */
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Footing footing;
    private final Carrier carrier;
    /** Runs when others have heard of a wish: until then they told nothing. */
    private final Runnable heard;

    /** When each was wanted last. */
    private final Map<String, Long> wanted = new ConcurrentHashMap<>();

    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    Wishes(Footing footing, Carrier carrier, Runnable heard) {
        this.footing = footing;
        this.carrier = carrier;
        this.heard = heard;
    }

    void start() {
        if (!stopped) {
            timer = footing.time()
                    .schedule(
                            SWEEP,
                            () -> footing.turn().execute(() -> {
                                sweep();
                                start();
                            }));
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    /** Somebody here is about to read it. */
    void want(String channelOrPattern) {
        if (wanted.put(channelOrPattern, footing.time().nanoTime()) == null) {
            carrier.interest(channelOrPattern, true).whenComplete((done, failure) -> heard.run());
        }
    }

    boolean isWanted(String channelOrPattern) {
        return wanted.containsKey(channelOrPattern);
    }

    int count() {
        return wanted.size();
    }

    private void sweep() {
        long now = footing.time().nanoTime();
        wanted.forEach((name, last) -> {
            if (now - last > KEPT_NANOS && !footing.isRead(name) && wanted.remove(name, last)) {
                carrier.interest(name, false);
                if (footing.isRead(name)) {
                    want(name);
                }
            }
        });
    }
}
