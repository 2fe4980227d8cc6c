package io.pushcore.disk;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How much was deleted that still takes up disk, and between which keys it lies. Any thread; its lock guards its fields. */
final class Freed {
    /** Deleted messages. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Range(byte[] from, byte[] to, long bytes) {}

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Range all;

    void add(byte[] from, byte[] to, long bytes) {
        lock.lock();
        try {
            Range known = all;
            all = known == null
                    ? new Range(from, to, bytes)
                    : new Range(
                            Arrays.compareUnsigned(from, known.from) < 0 ? from : known.from,
                            Arrays.compareUnsigned(to, known.to) > 0 ? to : known.to,
                            known.bytes + bytes);
        } finally {
            lock.unlock();
        }
    }

    /** What was deleted since the last time, if it is so much. */
    @Nullable
    Range take(long atLeast) {
        lock.lock();
        try {
            Range known = all;
            if (known == null || known.bytes < atLeast) {
                return null;
            }
            all = null;
            return known;
        } finally {
            lock.unlock();
        }
    }
}
