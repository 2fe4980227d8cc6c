package io.pushcore.netty.ipush;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** How much there was altogether, and in the second with the most. Usable from any thread; a second's last additions may miss its sum. */
final class PerSecond {
    private final LongAdder total = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Second current = new Second(Long.MIN_VALUE, new LongAdder());
    /** Of the seconds that are over; changes under the lock. */
    private volatile long most;

    private record Second(long number, LongAdder sum) {}

    void add(long amount, long second) {
        total.add(amount);
        Second now = current;
        (now.number == second ? now : at(second)).sum.add(amount);
    }

    private Second at(long second) {
        lock.lock();
        try {
            if (current.number != second) {
                most = Math.max(most, current.sum.sum());
                current = new Second(second, new LongAdder());
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    long total() {
        return total.sum();
    }

    long most() {
        return Math.max(most, current.sum.sum());
    }
}
