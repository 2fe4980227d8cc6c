package io.pushcore.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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

    /** Whether all are done but those that these threads are at. */
    boolean areDone(Set<Thread> closers) {
        return open.values().stream().allMatch(errand -> errand.isHeldBy(closers));
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
        private volatile @Nullable Thread runner;

        Errand(long number, Runnable work) {
            this.number = number;
            this.work = work;
        }

        boolean isHeldBy(Set<Thread> threads) {
            Thread thread = runner;
            return thread != null && threads.contains(thread);
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                runner = Thread.currentThread();
                try {
                    work.run();
                } finally {
                    open.remove(number);
                }
            }
        }
    }
}
