package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Payload;
import io.pushcore.disk.DiskStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** A broker in this process over a directory, and a thread that publishes to one channel with so many in flight. */
final class InProcess implements AutoCloseable {
    private final Broker broker;
    private final Payload payload;
    private final int inFlight;

    InProcess(Path directory, String message, int inFlight) {
        this.broker = DiskBroker.over(DiskStorage.at(directory)).build();
        this.payload = Payload.of(message);
        this.inFlight = inFlight;
    }

    /** What each took is what the publisher sees: from the call to its result. */
    Rate round(Duration time) throws InterruptedException {
        Channel channel = broker.channel("news");
        Semaphore free = new Semaphore(inFlight);
        ConcurrentHistogram micros = new ConcurrentHistogram(2);
        AtomicLong done = new AtomicLong();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            free.acquire();
            long sent = System.nanoTime();
            channel.publish(payload).whenComplete((published, failure) -> {
                micros.recordValue((System.nanoTime() - sent) / 1_000);
                done.incrementAndGet();
                if (failure != null) {
                    failed.set(failure);
                }
                free.release();
            });
        }
        Rate rate = Rate.of(done.get(), System.nanoTime() - begin, micros);
        free.acquire(inFlight);
        if (failed.get() != null) {
            throw new IllegalStateException("a publish failed", failed.get());
        }
        return rate;
    }

    @Override
    public void close() {
        broker.close();
    }
}
