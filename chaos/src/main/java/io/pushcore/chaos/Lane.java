package io.pushcore.chaos;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of all connections of a {@link Way}. Usable from any thread. */
final class Lane {
    private static final Duration SLOWLY = Duration.ofMillis(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Traffic traffic = Traffic.OPEN;

    void set(Traffic now) {
        lock.lock();
        try {
            traffic = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was read may pass; false if it never may. */
    boolean passes() throws InterruptedException {
        Traffic now;
        lock.lock();
        try {
            while (traffic == Traffic.HELD) {
                changed.await();
            }
            now = traffic;
        } finally {
            lock.unlock();
        }
        if (now == Traffic.SLOW) {
            Thread.sleep(SLOWLY.toMillis());
        }
        return now != Traffic.SWALLOWED;
    }
}
