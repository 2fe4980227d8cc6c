package io.pushcore.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks one at a time, in the order given, each as a task of its own on another executor. */
final class SerialExecutor implements Executor {
    private final Executor executor;
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

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

    private void runOne() {
        try {
            work.remove().run();
        } finally {
            if (open.decrementAndGet() > 0) {
                executor.execute(this::runOne);
            }
        }
    }
}
