package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Durability;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Publishes that come together are synced together and acknowledged together")
@Timeout(60)
class PublishesTogetherTest {
    private static final int COUNT = 50;

    private final FakeListener fake = new FakeListener();
    private final FrozenStorage storage = new FrozenStorage(Durability.DISK);
    private final Broker broker =
            Broker.builder().transport(fake).storage(storage).build();
    private final FakeConnection client = fake.connect();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void whatCameInOnePacketReachesTheStorageInOneCall() {
        begin();
        int before = storage.appends();
        client.say(Collections.nCopies(COUNT, "pub news more").toArray(String[]::new));
        awaitAcknowledged(1 + COUNT);
        assertThat(storage.appends() - before).isEqualTo(1);
    }

    @Test
    void whatCameInOnePacketWhileTheChannelWasBusyReachesTheStorageInOneCall() {
        begin();
        int before = storage.appends();
        CompletableFuture<Void> until = new CompletableFuture<>();
        storage.stayIn(until);
        CompletableFuture<?> other =
                CompletableFuture.runAsync(() -> broker.channel("news").publish("other"));
        Collector.soon(() -> assertThat(storage.appends() - before).isEqualTo(1));
        client.say(Collections.nCopies(COUNT, "pub news more").toArray(String[]::new));
        until.complete(null);
        other.join();
        awaitAcknowledged(1 + COUNT);
        assertThat(storage.appends() - before).isEqualTo(2);
    }

    @Test
    void whatCameInOnePacketForTwoChannelsReachesBoth() {
        begin();
        client.say("pub other first", "pub news a", "pub other b", "pub news c", "ping");
        awaitAcknowledged(5);
        assertThat(broker.channel("news").head().join().offset()).isEqualTo(3);
        assertThat(broker.channel("other").head().join().offset()).isEqualTo(2);
    }

    @Test
    void whatTheStorageAnswersTogetherIsWrittenTogether() throws InterruptedException {
        begin();
        storage.set("news", FrozenStorage.Mode.FROZEN);
        client.say(Collections.nCopies(COUNT, "pub news more").toArray(String[]::new));
        CountDownLatch answered = new CountDownLatch(1);
        client.lane().execute(() -> await(answered));
        storage.thaw("news");
        answered.countDown();
        awaitAcknowledged(1 + COUNT);
        int bytes = client.lines().stream()
                .skip(1)
                .mapToInt(line -> line.length() + 1)
                .sum();
        assertThat(client.mostAtOnce()).isEqualTo(bytes);
    }

    private void begin() {
        client.say("pub news first");
        awaitAcknowledged(1);
    }

    private void awaitAcknowledged(int count) {
        Collector.soon(() -> assertThat(client.lines())
                .filteredOn(line -> line.startsWith("accepted"))
                .hasSize(count));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
