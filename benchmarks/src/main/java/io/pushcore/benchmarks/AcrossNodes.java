package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Reader;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Two nodes in this process: what is published at one is read at the other. For one thread. */
final class AcrossNodes implements AutoCloseable {
    private static final int STAMP = 19;
    private static final int REST_BYTES = 128 - STAMP;

    private final Broker publishing;
    private final Broker reading;
    private final String rest = "x".repeat(REST_BYTES);

    AcrossNodes(Cluster cluster) {
        this.publishing = cluster.open();
        this.reading = cluster.open();
    }

    /**
     * Publishes to one channel with so many in flight, as fast as that is acknowledged; what each took is the time from the call to the reader's
     * handler. Ends when all are there.
     */
    Rate round(int inFlight, Duration time) throws InterruptedException {
        String name = "across" + System.nanoTime();
        Arrivals arrivals = new Arrivals();
        try (Subscription subscription = reading.channel(name).subscribe(arrivals)) {
            subscription.started().join();
            Channel channel = publishing.channel(name);
            Semaphore free = new Semaphore(inFlight);
            AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
            int count = 0;
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                free.acquire();
                count++;
                channel.publish(String.format("%0" + STAMP + "d", System.nanoTime()) + rest)
                        .whenComplete((published, failure) -> {
                            if (failure != null) {
                                failed.set(failure);
                            }
                            free.release();
                        });
            }
            free.acquire(inFlight);
            long took = System.nanoTime() - begin;
            if (failed.get() != null) {
                throw new IllegalStateException("a publish failed", failed.get());
            }
            arrivals.await(count);
            return Rate.of(count, took, arrivals.micros);
        }
    }

    @Override
    public void close() {
        publishing.close();
        reading.close();
    }

    /** Sees that none is missing and all are in order. One thread at a time calls it; who awaits all sees what they took. */
    private static final class Arrivals implements Reader {
        final Histogram micros = new Histogram(2);
        private final Semaphore arrived = new Semaphore(0);
        private volatile String fault = "";
        private long last;

        @Override
        public void message(Message message) {
            if (message.offset() != ++last) {
                fault = "expected " + last + " but read " + message.offset();
            }
            long published = Long.parseLong(message.text().substring(0, STAMP));
            micros.recordValue((System.nanoTime() - published) / 1_000);
            arrived.release();
        }

        @Override
        public void gap(Gap gap) {
            fault = "gap from " + gap.from() + " to " + gap.to();
        }

        void await(int count) throws InterruptedException {
            boolean whole = arrived.tryAcquire(count, 1, TimeUnit.MINUTES);
            if (!whole || !fault.isEmpty()) {
                throw new IllegalStateException(fault.isEmpty() ? "messages are missing" : fault);
            }
        }
    }
}
