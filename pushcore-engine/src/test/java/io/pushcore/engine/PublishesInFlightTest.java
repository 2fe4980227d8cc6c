package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("L11: publishes in flight are bounded")
@Timeout(60)
class PublishesInFlightTest {
    private static final String PAYLOAD = "x".repeat(1_000);

    private final FrozenStorage storage = new FrozenStorage();
    private final ManualTime time = ManualTime.create();

    @Test
    void withoutRoomAPublishIsBusyAtOnce() {
        try (Broker broker = broker(Duration.ZERO)) {
            Channel news = broker.channel("news");
            List<CompletableFuture<Published>> accepted = fill(news);
            assertThat(accepted).hasSizeBetween(5, 10);
            ClosingTest.assertCode(news.publish(PAYLOAD), ErrorCode.BUSY);
            ClosingTest.assertCode(
                    news.publishAll(List.of(Publication.of(PAYLOAD), Publication.of(PAYLOAD))), ErrorCode.BUSY);
            assertThat(broker.stats().errors()).containsEntry(ErrorCode.BUSY, 2L);
            broker.channel("other").publish("has its own room").join();
            storage.thaw("news");
            accepted.forEach(CompletableFuture::join);
            news.publish(PAYLOAD).join();
        }
    }

    @Test
    void oneMessageIsAlwaysAdmittedHoweverLarge() {
        try (Broker broker = broker(Duration.ZERO)) {
            Channel news = broker.channel("news");
            storage.set("news", FrozenStorage.Mode.FROZEN);
            CompletableFuture<Published> large = news.publish("x".repeat(60_000));
            ClosingTest.assertCode(news.publish("small"), ErrorCode.BUSY);
            storage.thaw("news");
            large.join();
        }
    }

    @Test
    void theBoundOfTheBrokerHoldsForAllChannelsTogether() {
        try (Broker broker = Broker.builder()
                .storage(storage)
                .limit(Limit.IN_FLIGHT_BYTES, 10_000)
                .build()) {
            List<CompletableFuture<Published>> accepted = new ArrayList<>();
            CompletableFuture<Published> last;
            int channel = 0;
            do {
                String name = "c" + channel++;
                storage.set(name, FrozenStorage.Mode.FROZEN);
                last = broker.channel(name).publish(PAYLOAD);
                accepted.add(last);
            } while (!last.isDone());
            ClosingTest.assertCode(last, ErrorCode.BUSY);
            assertThat(accepted).hasSizeBetween(8, 11);
            for (int i = 0; i < channel; i++) {
                storage.thaw("c" + i);
            }
            accepted.subList(0, accepted.size() - 1).forEach(CompletableFuture::join);
        }
    }

    @Test
    void whoMayWaitGoesOnAsSoonAsThereIsRoom() throws Exception {
        try (Broker broker = broker(Duration.ofSeconds(30))) {
            Channel news = broker.channel("news");
            storage.set("news", FrozenStorage.Mode.FROZEN);
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < 8; p++) {
                publishers.add(new Thread(() -> {
                    for (int i = 0; i < 20; i++) {
                        news.publish(PAYLOAD);
                    }
                }));
            }
            publishers.forEach(Thread::start);
            Collector.soon(() -> assertThat(publishers)
                    .allSatisfy(publisher -> assertThat(publisher.getState())
                            .isIn(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)));
            assertThat(broker.stats().inFlightBytes()).isLessThan(10_000 + 8 * 1_200);
            storage.thaw("news");
            for (Thread publisher : publishers) {
                publisher.join();
            }
            Collector.soon(() -> assertThat(broker.stats().published()).isEqualTo(160));
            assertThat(broker.stats().refused()).isZero();
        }
    }

    @Test
    void whoWaitedLongEnoughIsBusy() {
        try (Broker broker = broker(Duration.ofMillis(50))) {
            Channel news = broker.channel("news");
            fill(news);
            long began = System.nanoTime();
            ClosingTest.assertCode(news.publish(PAYLOAD), ErrorCode.BUSY);
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
            storage.thaw("news");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        try (Broker broker = broker(Duration.ofSeconds(30))) {
            Channel news = broker.channel("news");
            fill(news);
            Thread.currentThread().interrupt();
            CompletableFuture<Published> future = news.publish(PAYLOAD);
            assertThat(Thread.interrupted()).isTrue();
            ClosingTest.assertCode(future, ErrorCode.BUSY);
            storage.thaw("news");
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItTakesRoom() {
        try (Broker broker = broker(Duration.ZERO)) {
            Channel news = broker.channel("news");
            ClosingTest.assertCode(news.publish("x".repeat((64 << 10) + 1)), ErrorCode.PAYLOAD_TOO_LARGE);
            news.publish("x".repeat(64 << 10)).join();
            assertThat(broker.stats().inFlightBytes()).isZero();
            assertThat(news.publishAll(List.of()).join()).isEmpty();
        }
    }

    @Test
    void aBatchThatGoesOnInTheNextLifeOfItsChannelTakesItsBytesAlong() {
        try (Broker broker = brokerOfManyLives(100)) {
            Channel news = broker.channel("news");
            letGoWhileABatchWaits(broker, () -> {}).join();
            storage.set("news", FrozenStorage.Mode.FROZEN);
            for (int i = 0; i < 4; i++) {
                news.publish(PAYLOAD);
            }
            // it would wait, which an interrupt ends
            Thread.currentThread().interrupt();
            CompletableFuture<Published> refused = news.publish(PAYLOAD);
            assertThat(Thread.interrupted()).isTrue();
            ClosingTest.assertCode(refused, ErrorCode.BUSY);
            storage.thaw("news");
            Collector.soon(() -> assertThat(broker.stats().inFlightBytes()).isZero());
        }
    }

    @Test
    void aBatchWhoseChannelFindsNoNextLifeIsRefused() {
        try (Broker broker = brokerOfManyLives(3)) {
            CompletableFuture<?> batch =
                    letGoWhileABatchWaits(broker, () -> broker.channel("other").pull(Start.now()));
            ClosingTest.assertCode(batch, ErrorCode.LIMIT_REACHED);
            Collector.soon(() -> assertThat(broker.stats().inFlightBytes()).isZero());
        }
    }

    private Broker brokerOfManyLives(int channels) {
        return Broker.builder()
                .storage(storage)
                .time(time)
                .limit(Limit.CHANNELS, channels)
                .limit(Limit.IN_FLIGHT_BYTES, 10_000)
                .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 5_000)
                .publishTimeout(Duration.ofHours(1))
                .publishWaits(Duration.ofSeconds(30))
                .build();
    }

    /** A batch that waits for others' bytes until its own channel is let go. */
    private CompletableFuture<?> letGoWhileABatchWaits(Broker broker, Runnable meanwhile) {
        Channel news = broker.channel("news");
        news.publish("in use").join();
        for (String full : List.of("full", "also")) {
            storage.set(full, FrozenStorage.Mode.FROZEN);
            for (int i = 0; i < 4; i++) {
                broker.channel(full).publish(PAYLOAD);
            }
        }
        CompletableFuture<CompletableFuture<?>> batch = new CompletableFuture<>();
        Thread publisher = new Thread(() -> batch.complete(
                news.publishAll(List.of(Publication.of(PAYLOAD), Publication.of(PAYLOAD), Publication.of(PAYLOAD)))));
        publisher.start();
        Collector.soon(() -> assertThat(publisher.getState()).isEqualTo(Thread.State.TIMED_WAITING));
        for (int i = 0; i < 6; i++) {
            time.advance(Duration.ofSeconds(15));
        }
        assertThat(broker.stats().channels()).isEqualTo(2);
        meanwhile.run();
        storage.thaw("full");
        storage.thaw("also");
        return batch.join();
    }

    private List<CompletableFuture<Published>> fill(Channel channel) {
        storage.set(channel.name(), FrozenStorage.Mode.FROZEN);
        List<CompletableFuture<Published>> accepted = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            accepted.add(channel.publish(PAYLOAD));
        }
        return accepted;
    }

    private Broker broker(Duration waits) {
        return Broker.builder()
                .storage(storage)
                .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 10_000)
                .publishWaits(waits)
                .build();
    }
}
