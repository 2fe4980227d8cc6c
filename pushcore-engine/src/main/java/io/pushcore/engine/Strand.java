package io.pushcore.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in the order given, on whatever thread finds it idle. It owns no thread: who enters first works for
 * those who come meanwhile, for at most {@value #TURN} tasks; then the executor goes on. Tasks never block.
 */
final class Strand {
    private static final int TURN = 1_000;

    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    /** Tasks given and not finished, one for who has entered. Who raises it from 0 runs the others. */
    private final AtomicInteger open = new AtomicInteger();

    private final Executor executor;
    private final Consumer<Throwable> failures;

    /** What a task throws goes to {@code failures}; the next task runs all the same. */
    Strand(Executor executor, Consumer<Throwable> failures) {
        this.executor = executor;
        this.failures = failures;
    }

    /** Enters if nobody is inside; the caller then works and must call {@link #leave}. */
    boolean tryEnter() {
        if (open.get() != 0 || !open.compareAndSet(0, 1)) {
            return false;
        }
        if (work.isEmpty()) {
            return true;
        }
        // another thread ran its task in place of one that the caller gave before, and is about to run that one
        leave();
        return false;
    }

    void leave() {
        if (open.decrementAndGet() != 0) {
            drain();
        }
    }

    void execute(Runnable task) {
        work.add(task);
        if (open.getAndIncrement() == 0) {
            drain();
        }
    }

    /** Whether nothing is running or waiting. */
    boolean isIdle() {
        return open.get() == 0;
    }

    private void drain() {
        int turn = TURN;
        while (true) {
            // never null: a task is added before it is counted
            Runnable task = work.remove();
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                failures.accept(thrown);
            }
            if (open.decrementAndGet() == 0) {
                return;
            }
            if (--turn == 0) {
                executor.execute(this::drain);
                return;
            }
        }
    }
}
