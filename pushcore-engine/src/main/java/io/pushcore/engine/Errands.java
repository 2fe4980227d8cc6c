package io.pushcore.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Work for the executor that must have been done before the broker is closed, such as telling what became of a publish. */
final class Errands implements Executor {
    private final Executor executor;
    private final AtomicInteger open = new AtomicInteger();

    Errands(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable work) {
        open.incrementAndGet();
        executor.execute(() -> {
            try {
                work.run();
            } finally {
                open.decrementAndGet();
            }
        });
    }

    boolean areDone() {
        return open.get() == 0;
    }
}
