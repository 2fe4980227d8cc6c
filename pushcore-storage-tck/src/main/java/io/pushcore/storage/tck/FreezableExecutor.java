package io.pushcore.storage.tck;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Runs tasks on four threads, or keeps them back while it is frozen. */
final class FreezableExecutor implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "storage-tck-blocking");
        thread.setDaemon(true);
        return thread;
    });

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Runnable> keptBack = new ArrayDeque<>();
    private boolean frozen;

    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (frozen) {
                keptBack.add(task);
                return;
            }
        } finally {
            lock.unlock();
        }
        threads.execute(task);
    }

    void freeze() {
        lock.lock();
        try {
            frozen = true;
        } finally {
            lock.unlock();
        }
    }

    void thaw() {
        lock.lock();
        try {
            frozen = false;
            keptBack.forEach(threads::execute);
            keptBack.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
