package io.pushcore.engine;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time, in the order given, each as a task of its own on another executor. */
final class SerialExecutor implements Executor {
    private final Executor executor;
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    /** Who runs a task now. */
    private volatile @Nullable Thread running;

    SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        work.add(task);
        if (open.getAndIncrement() == 0) {
            executor.execute(this::runOne);
        }
    }

    /** Whether one of these threads runs a task, so that no other can run before it is done. */
    boolean isHeldBy(Set<Thread> threads) {
        Thread thread = running;
        return thread != null && threads.contains(thread);
    }

    private void runOne() {
        running = Thread.currentThread();
        try {
            work.remove().run();
        } finally {
            running = null;
            if (open.decrementAndGet() > 0) {
                executor.execute(this::runOne);
            }
        }
    }
}
