package io.pushcore.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work for the executor that must have been done before the broker is closed: telling what became of publishes. */
final class Errands implements Executor {
    private final Executor executor;
    private final Set<Errand> open = ConcurrentHashMap.newKeySet();

    Errands(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable work) {
        Errand errand = new Errand(work);
        open.add(errand);
        executor.execute(errand);
    }

    boolean areDone() {
        return open.isEmpty();
    }

    /** Runs what the executor has not begun, on the caller's thread. */
    void runRest() {
        open.forEach(Errand::run);
    }

    /** Runs once, whoever comes first. */
    private final class Errand implements Runnable {
        private final Runnable work;
        private final AtomicBoolean begun = new AtomicBoolean();

        Errand(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                try {
                    work.run();
                } finally {
                    open.remove(this);
                }
            }
        }
    }
}
