package io.pushcore.micrometer;

import io.pushcore.Broker;
import io.pushcore.BrokerState;
import io.pushcore.Stats;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a broker counts, asked once for all meters that are read together. Usable from any thread. */
final class Figures {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Broker broker;
    private volatile @Nullable Seen last;

    private record Seen(long at, Stats stats) {}

    Figures(Broker broker) {
        this.broker = broker;
    }

    Stats now() {
        Seen seen = last;
        long now = System.nanoTime();
        if (seen == null || now - seen.at >= FRESH_NANOS) {
            seen = new Seen(now, broker.stats());
            last = seen;
        }
        return seen.stats;
    }

    BrokerState state() {
        return broker.state();
    }
}
