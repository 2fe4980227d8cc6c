package io.pushcore.engine;

import io.pushcore.StorageTimes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, in a bounded number of classes an eighth apart. Any thread adds. */
final class Latencies {
    private static final int PARTS_BITS = 3;
    private static final int PARTS = 1 << PARTS_BITS;

    private final AtomicLongArray classes = new AtomicLongArray((Long.SIZE - PARTS_BITS) * PARTS);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final LongAdder total = new LongAdder();

    /** Counts one that stands for so many. */
    void add(long nanos, int times) {
        long known = Math.max(0, nanos);
        classes.addAndGet(classOf(known), times);
        longest.accumulate(known);
        total.add(known * times);
    }

    StorageTimes times() {
        long count = 0;
        for (int i = 0; i < classes.length(); i++) {
            count += classes.get(i);
        }
        return new StorageTimes(
                count,
                Duration.ofNanos(total.sum()),
                percentile(count, 50),
                percentile(count, 99),
                Duration.ofNanos(longest.get()));
    }

    private Duration percentile(long count, int percent) {
        long rank = (count * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < classes.length(); i++) {
            seen += classes.get(i);
            if (seen >= rank && seen > 0) {
                return Duration.ofNanos(Math.min(mostOf(i), longest.get()));
            }
        }
        return Duration.ZERO;
    }

    /** Numbers below {@link #PARTS} have a class each, each power of two above that many. */
    static int classOf(long nanos) {
        int shift = Math.max(0, Long.SIZE - 1 - PARTS_BITS - Long.numberOfLeadingZeros(nanos | 1));
        return nanos < PARTS ? (int) nanos : ((shift + 1) << PARTS_BITS) + (int) ((nanos >>> shift) & (PARTS - 1));
    }

    /** The smallest number of a class. */
    static long leastOf(int index) {
        return index == 0 ? 0 : mostOf(index - 1) + 1;
    }

    /** The largest number of a class. */
    static long mostOf(int index) {
        if (index < PARTS) {
            return index;
        }
        int shift = (index >> PARTS_BITS) - 1;
        return ((PARTS + (index & (PARTS - 1)) + 1L) << shift) - 1;
    }
}
