package io.pushcore.engine.inbox;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs tasks one at a time, in the order given, on an executor. Tasks never block. */
final class Turns {
    /** So many at once, then others have their turn. */
    private static final int MOST = 64;

    private final Executor executor;
    private final Consumer<Throwable> failed;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /** @param failed is told what a task has thrown; the next one runs nevertheless */
    Turns(Executor executor, Consumer<Throwable> failed) {
        this.executor = executor;
        this.failed = failed;
    }

    void execute(Runnable task) {
        tasks.add(task);
        if (open.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** The same; the answer is what it gives, or has thrown. */
    <T> CompletableFuture<T> call(Supplier<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(work.get());
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private void run() {
        int left = MOST;
        do {
            // never null: a task is added before it is counted
            run(tasks.remove());
        } while (open.decrementAndGet() > 0 && --left > 0);
        if (left == 0 && open.get() > 0) {
            executor.execute(this::run);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error thrown) {
            failed.accept(thrown);
        }
    }
}
