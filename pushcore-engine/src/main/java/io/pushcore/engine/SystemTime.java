package io.pushcore.engine;

import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock and one daemon timer thread. */
final class SystemTime implements Time, AutoCloseable {
    private static final long GOOD_FOR = Duration.ofMillis(1).toNanos();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "pushcore-timer");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Reading reading = new Reading(Instant.now(), System.nanoTime());

    SystemTime() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The clock is read once a millisecond; what has passed since costs half as much to ask for. */
    @Override
    public Instant now() {
        long nanoTime = System.nanoTime();
        Reading last = reading;
        long passed = nanoTime - last.nanoTime;
        if (passed < 0 || passed > GOOD_FOR) {
            last = new Reading(Instant.now(), nanoTime);
            reading = last;
            passed = 0;
        }
        return Instant.ofEpochSecond(last.clock.getEpochSecond(), last.clock.getNano() + passed);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable work) {
        if (timer.isShutdown()) {
            return () -> {};
        }
        Future<?> due = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** What the clock said at a {@code nanoTime}. */
    private record Reading(Instant clock, long nanoTime) {}
}
