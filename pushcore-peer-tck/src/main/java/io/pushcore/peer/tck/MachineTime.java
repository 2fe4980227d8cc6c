package io.pushcore.peer.tck;

import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock and a timer with one thread, for fixtures whose engine is a server. */
public final class MachineTime implements Time, AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "tck-timer");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts its timer. */
    public MachineTime() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
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
}
