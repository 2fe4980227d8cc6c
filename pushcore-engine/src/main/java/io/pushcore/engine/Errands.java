package io.pushcore.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Work for the executor that must have been done before the broker is closed: telling what became of publishes. */
final class Errands implements Executor {
    private final Executor executor;
    /** By their numbers, so that the rest is run in the order given. */
    private final Map<Long, Errand> open = new ConcurrentSkipListMap<>();

    private final AtomicLong numbers = new AtomicLong();

    Errands(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable work) {
        Errand errand = new Errand(numbers.incrementAndGet(), work);
        open.put(errand.number, errand);
        executor.execute(errand);
    }

    boolean areDone() {
        return open.isEmpty();
    }

    /** Runs what the executor has not begun, on the caller's thread. */
    void runRest() {
        open.values().forEach(Errand::run);
    }

    /** Runs once, whoever comes first. */
    private final class Errand implements Runnable {
        private final long number;
        private final Runnable work;
        private final AtomicBoolean begun = new AtomicBoolean();

        Errand(long number, Runnable work) {
            this.number = number;
            this.work = work;
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                try {
                    work.run();
                } finally {
                    open.remove(number);
                }
            }
        }
    }
}
