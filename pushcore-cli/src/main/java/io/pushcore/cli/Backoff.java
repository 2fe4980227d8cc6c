package io.pushcore.cli;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: twice as long each time, at random below that, so that clients spread. */
final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_MILLIS = 10_000;

    private final RandomGenerator random;
    private long boundMillis = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait before the next attempt. */
    Duration next() {
        long millis = boundMillis / 2 + random.nextLong(boundMillis / 2 + 1);
        boundMillis = Math.min(MOST_MILLIS, boundMillis * 2);
        return Duration.ofMillis(millis);
    }

    /** An attempt went well. */
    void reset() {
        boundMillis = FIRST_MILLIS;
    }
}
