package io.pushcore.benchmarks;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.InboxSession;
import io.pushcore.disk.DiskStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** A broker in this process, and users with a hundred follows who come back to news in ten of them. For one thread. */
final class Returning implements AutoCloseable {
    private static final int USERS = 1_000;
    private static final int FOLLOWS = 100;
    private static final int NEWS = 10;
    private static final int CHANNELS = 1_000;

    private final BusyStorage storage;
    private final Broker broker;
    private final String message;
    private int next;

    Returning(Path directory, String message) {
        this.message = message;
        this.storage = BusyStorage.over(DiskStorage.at(directory));
        this.broker = DiskBroker.over(storage).build();
        for (int user = 0; user < USERS; user++) {
            List<CompletableFuture<?>> follows = new ArrayList<>();
            for (int i = 0; i < FOLLOWS; i++) {
                follows.add(channel(user, i).follow("user" + user));
            }
            CompletableFuture.allOf(follows.toArray(CompletableFuture[]::new)).join();
        }
    }

    private io.pushcore.Channel channel(int user, int i) {
        return broker.channel("channel" + (user + 7 * i) % CHANNELS);
    }

    /** What each took is the time in which the storage owed an answer, from opening the inbox to the last of the news. */
    Rate round(Duration time) throws InterruptedException {
        Histogram micros = new Histogram(2);
        Histogram whole = new Histogram(2);
        Map<String, BusyTime.Calls> calls = new TreeMap<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            int user = next++ % USERS;
            whole.recordValue(comeBack(user, micros, calls) / 1_000);
        }
        System.out.println("    with all of the broker: half within " + whole.getValueAtPercentile(50) + " us");
        calls.forEach((name, call) -> System.out.printf(
                "    %s: %.1f calls of %.0f us%n",
                name, (double) call.count() / whole.getTotalCount(), call.nanos() / 1e3 / call.count()));
        return Rate.of(micros.getTotalCount(), System.nanoTime() - begin, micros);
    }

    private long comeBack(int user, Histogram micros, Map<String, BusyTime.Calls> calls) throws InterruptedException {
        List<CompletableFuture<?>> news = new ArrayList<>();
        for (int i = 0; i < NEWS; i++) {
            news.add(channel(user, i * 10).publish(message));
        }
        CompletableFuture.allOf(news.toArray(CompletableFuture[]::new)).join();
        storage.time().awaitIdle();
        storage.time().take();
        storage.time().takeCalls();
        long began = System.nanoTime();
        try (InboxSession session = broker.inbox("user" + user).open().join()) {
            long last = 0;
            for (int i = 0; i < NEWS; i++) {
                last = ((Delivery) session.next(Duration.ofSeconds(10)).orElseThrow()).seq();
            }
            long took = System.nanoTime() - began;
            micros.recordValue(storage.time().take() / 1_000);
            storage.time().takeCalls().forEach((name, call) -> calls.merge(name, call, BusyTime.Calls::plus));
            // of other users' news in the same channels there may be more
            for (var more = session.next(Duration.ofMillis(1));
                    more.isPresent();
                    more = session.next(Duration.ofMillis(1))) {
                last = more.get() instanceof Delivery delivery ? delivery.seq() : last;
            }
            session.ack(last).join();
            return took;
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
