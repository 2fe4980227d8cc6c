package io.pushcore.jdbc;

import io.pushcore.ManualTime;
import io.pushcore.Time;
import io.pushcore.jdbc.postgresql.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * The time that leases go by. Nodes have to agree on it, so it is the server's, but where a test turns the clock of its broker: then it
 * is the time of day at the opening, going on without steps. Immutable.
 */
final class LeaseClock {
    private final Time time;
    private final long ahead;

    LeaseClock(Time time) {
        this.time = time;
        this.ahead = Nanos.of(time.now()) - time.nanoTime();
    }

    /** In nanoseconds; null for the server's. */
    @Nullable
    Long now() {
        return time instanceof ManualTime ? ahead + time.nanoTime() : null;
    }
}
