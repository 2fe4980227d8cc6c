package io.pushcore.callback;

import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The clock and the timer of this process; it has no thread of its own. */
final class SystemTime implements Time {
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
        CompletableFuture<Boolean> due = new CompletableFuture<>();
        due.completeOnTimeout(true, delay.toNanos(), TimeUnit.NANOSECONDS).thenRun(work);
        return () -> due.cancel(false);
    }
}
