package io.pushcore.memory;

import io.pushcore.storage.StorageContext;
import java.util.concurrent.locks.ReentrantLock;

/** Makes epochs that were never given before, and holds the one of channels that were never written. */
final class Epochs {
    /** Guards the random numbers. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile String current = "";

    /** The epoch of channels that were never written. */
    String current() {
        return current;
    }

    void restore(String epoch) {
        current = epoch;
    }

    void change(StorageContext context) {
        current = fresh(context);
    }

    String fresh(StorageContext context) {
        lock.lock();
        try {
            // the node's name is unique for each start, so that two starts with one seed differ too
            long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
            return Long.toUnsignedString(number, 36);
        } finally {
            lock.unlock();
        }
    }
}
