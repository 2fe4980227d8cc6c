package io.pushcore.disk;

import io.pushcore.Time;

/**
 * The time of day at which a storage was opened, going on without steps: what ends by it lasts as long as was said, and a restart takes off
 * what has passed by the time of day. Immutable.
 */
final class RisingClock {
    private final Time time;
    private final long ahead;

    RisingClock(Time time) {
        this.time = time;
        this.ahead = Nanos.of(time.now()) - time.nanoTime();
    }

    /** In nanoseconds since 1970, but for what the time of day was stepped since. */
    long now() {
        return ahead + time.nanoTime();
    }
}
