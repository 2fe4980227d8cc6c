package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.disk.DiskStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.Histogram;

/** A broker in this process with a channel that many users follow, none of whom is there; and one that nobody follows. For one thread. */
final class Followed implements AutoCloseable {
    private static final int AT_ONCE = 2_000;

    private final Broker broker;
    private final String message;

    Followed(Path directory, int followers, String message) throws InterruptedException {
        this.message = message;
        broker = DiskBroker.over(DiskStorage.at(directory)).build();
        Channel followed = broker.channel("followed");
        Semaphore free = new Semaphore(AT_ONCE);
        long begin = System.nanoTime();
        for (int i = 0; i < followers; i++) {
            free.acquire();
            followed.follow("user" + i).whenComplete((from, failure) -> free.release());
        }
        free.acquire(AT_ONCE);
        System.out.printf("%,d follows in %d ms%n", followers, (System.nanoTime() - begin) / 1_000_000);
    }

    /** Publishes to a channel, one after the other. */
    Rate round(String channel, Duration time) {
        Histogram micros = new Histogram(2);
        long begin = System.nanoTime();
        long last = begin;
        while (last - begin < time.toNanos()) {
            broker.channel(channel).publish(message).join();
            long now = System.nanoTime();
            micros.recordValue((now - last) / 1_000);
            last = now;
        }
        return Rate.of(micros.getTotalCount(), last - begin, micros);
    }

    @Override
    public void close() {
        broker.close();
    }
}
