package io.pushcore.engine.inbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks one at a time, in the order given, on an executor. Tasks never block. */
final class Turns {
    /** So many at once, then others have their turn. */
    private static final int MOST = 64;

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    Turns(Executor executor) {
        this.executor = executor;
    }

    void execute(Runnable task) {
        tasks.add(task);
        if (open.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int left = MOST;
        do {
            // never null: a task is added before it is counted
            tasks.remove().run();
        } while (open.decrementAndGet() > 0 && --left > 0);
        if (left == 0 && open.get() > 0) {
            executor.execute(this::run);
        }
    }
}
