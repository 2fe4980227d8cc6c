package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.ManualTime;
import io.pushcore.Page;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What publishers and readers of a broker meet whose disk is full, and how durable it says messages are. */
@Timeout(180)
class BrokerOnFullDiskTest {
    @TempDir
    Path temporary;

    private final ManualTime time = ManualTime.create();

    @Test
    void publishingFailsWithANumberReadingGoesOnAndTheChannelThawsWhenThereIsSpace() {
        // once seen coming, once not: with nothing reserved the writes themselves fail
        for (long reserve : List.of(8L << 20, 0L)) {
            try (SmallDisk small = SmallDisk.mount(temporary.resolve("small" + reserve), 96)) {
                Settings settings =
                        Settings.of(small.storage()).writeBufferBytes(1 << 20).reserveBytes(reserve);
                List<String> acknowledged;
                try (Broker broker = broker(settings)) {
                    acknowledged = fillAndFree(broker.channel("news"), broker, small);
                }
                try (Broker broker = broker(settings)) {
                    assertThat(texts(broker.channel("news"))).containsAll(acknowledged);
                }
            }
        }
    }

    private List<String> fillAndFree(Channel news, Broker broker, SmallDisk small) {
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            settle(news.publish("before " + i));
            acknowledged.add("before " + i);
        }
        StorageFixture.Space taken = small.fill();
        ErrorCode refused = null;
        for (int i = 0; i < 1_000 && refused != ErrorCode.STORAGE_FULL; i++) {
            String text = SmallDisk.text(i);
            refused = refusal(news.publish(text));
            if (refused == null) {
                acknowledged.add(text);
            } else {
                // of the first the outcome may be unknown
                assertThat(refused).isIn(ErrorCode.STORAGE_FULL, ErrorCode.OUTCOME_UNKNOWN);
            }
        }
        assertThat(refused).isEqualTo(ErrorCode.STORAGE_FULL);
        assertThat(broker.stats().frozenChannels()).isEqualTo(1);
        assertThat(texts(news)).as("while it is full").containsAll(acknowledged);

        taken.close();
        time.advance(Duration.ofSeconds(1));
        settle(news.publish("with space"));
        acknowledged.add("with space");
        assertThat(broker.stats().frozenChannels()).isZero();
        assertThat(texts(news)).containsAll(acknowledged);
        return acknowledged;
    }

    @Test
    void eachChannelIsAsDurableAsItsRulesAsk() {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (Broker broker = broker(settings)) {
            assertThat(settle(broker.channel("news").publish("x")).durability()).isEqualTo(Durability.DISK);
            assertThat(settle(broker.channel("quick.1").publish("x")).durability())
                    .isEqualTo(Durability.OS);
            broker.reload(
                    broker.tuning().channels("quick.*", ChannelRules.keep(100).durability(Durability.DISK)));
            assertThat(settle(broker.channel("quick.1").publish("x")).durability())
                    .isEqualTo(Durability.DISK);
        }
    }

    private Broker broker(Settings settings) {
        return Broker.builder()
                .storage(DiskStorage.of(settings))
                .time(time)
                .channels(ChannelRules.keep(100_000))
                .channels("quick.*", ChannelRules.keep(100).durability(Durability.OS))
                .build();
    }

    private List<String> texts(Channel channel) {
        List<String> texts = new ArrayList<>();
        Page page = settle(channel.history(History.earliest()));
        while (!page.messages().isEmpty()) {
            page.messages().forEach(message -> texts.add(message.text()));
            page = settle(channel.history(History.after(page.through())));
        }
        return texts;
    }

    private ErrorCode refusal(CompletableFuture<Published> publishing) {
        try {
            settle(publishing);
            return null;
        } catch (PushCoreException refused) {
            return refused.code();
        }
    }

    /** Lets time pass until it is done. */
    private <T> T settle(CompletableFuture<T> future) {
        while (true) {
            try {
                return future.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                time.advance(Duration.ofMillis(100));
            } catch (ExecutionException e) {
                throw (PushCoreException) e.getCause();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
