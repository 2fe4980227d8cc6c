package io.pushcore.jdbc.postgresql;

import java.time.Duration;
import java.time.Instant;

/** Instants as nanoseconds since 1970 in a {@code long}, which reach to the year 2262; what is beyond sticks to the end. */
public final class Nanos {
    /** Later than everything. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long PER_SECOND = 1_000_000_000L;
    private static final long MOST_SECONDS = Long.MAX_VALUE / PER_SECOND - 1;

    private Nanos() {}

    public static long of(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds > MOST_SECONDS) {
            return NEVER;
        }
        return seconds < -MOST_SECONDS ? Long.MIN_VALUE / 2 : seconds * PER_SECOND + instant.getNano();
    }

    public static long of(Duration duration) {
        return duration.toSeconds() > MOST_SECONDS ? NEVER : duration.toNanos();
    }

    public static Instant instant(long nanos) {
        return nanos == NEVER
                ? Instant.MAX
                : Instant.ofEpochSecond(Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }

    /** The sum of a time and a duration that is not negative. */
    public static long plus(long nanos, long duration) {
        long sum = nanos + duration;
        return sum < nanos ? NEVER : sum;
    }
}
