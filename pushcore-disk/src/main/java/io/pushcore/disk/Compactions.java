package io.pushcore.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.CompactRangeOptions;

/** The compactions that run. Any thread; its lock guards the list, and the options in it from being freed. */
final class Compactions {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<CompactRangeOptions> running = new ArrayList<>();

    void add(CompactRangeOptions options) {
        lock.lock();
        try {
            running.add(options);
        } finally {
            lock.unlock();
        }
    }

    /** It is over: from now on its options may be freed. */
    void remove(CompactRangeOptions options) {
        lock.lock();
        try {
            running.removeIf(one -> one == options);
        } finally {
            lock.unlock();
        }
    }

    /** Makes them give up soon. */
    void cancel() {
        lock.lock();
        try {
            running.forEach(options -> options.setCanceled(true));
        } finally {
            lock.unlock();
        }
    }
}
