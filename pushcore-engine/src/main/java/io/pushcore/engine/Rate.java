package io.pushcore.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast something goes against so many a second: a bucket that holds one second's worth and begins full. It keeps the time at which
 * it will be full again, so that the bound may change at any moment. Usable from any thread.
 */
final class Rate {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong fullAt;

    Rate(long now) {
        fullAt = new AtomicLong(now);
    }

    /**
     * Counts so many if they may come now. A full bucket admits any number, for else more than a second's worth could never come.
     *
     * @return 0, or else the nanoseconds until they may
     */
    long take(long now, long perSecond, long count) {
        while (true) {
            long before = fullAt.get();
            long from = before - now > 0 ? before : now;
            long after = from + nanosOf(count, perSecond);
            if (from != now && after - now > SECOND) {
                return after - now - SECOND;
            }
            if (fullAt.compareAndSet(before, after)) {
                return 0;
            }
        }
    }

    /** Counts what came anyway; says in how many nanoseconds the bucket is no longer overdrawn, 0 if it is not. */
    long add(long now, long perSecond, long count) {
        long nanos = nanosOf(count, perSecond);
        long after = fullAt.updateAndGet(before -> (before - now > 0 ? before : now) + nanos);
        return Math.max(0, after - now - SECOND);
    }

    /** In how many nanoseconds the bucket is no longer overdrawn, 0 if it is not. */
    long overdrawn(long now) {
        return Math.max(0, fullAt.get() - now - SECOND);
    }

    private static long nanosOf(long count, long perSecond) {
        // 100 years at most, far from where times could no longer be compared
        return (long) Math.min((double) count * SECOND / perSecond, 36_500d * 86_400 * SECOND);
    }
}
