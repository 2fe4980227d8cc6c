package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ManualTime;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R1: the first readers of many channels at once")
@Timeout(60)
class FirstReadersTest {
    private static final int CHANNELS = 1_200;

    private final FrozenStorage storage = new FrozenStorage();
    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder().storage(storage).time(time).build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private List<PullSubscription> readAll() {
        List<PullSubscription> readers = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            readers.add(broker.channel("c" + i).pull(Start.now()));
        }
        return readers;
    }

    private void publishedBefore() {
        for (int i = 0; i < CHANNELS; i += 3) {
            broker.channel("c" + i).publish("before").join();
        }
    }

    @Test
    void whatComesWhileTheStorageIsBusyIsAskedTogetherAndEachBeginsAtItsHead() throws Exception {
        publishedBefore();
        for (int i = 0; i < CHANNELS; i++) {
            storage.blind("c" + i);
        }
        List<PullSubscription> readers = readAll();
        assertThat(storage.headCalls()).isEqualTo(16);
        for (int i = 0; i < CHANNELS; i++) {
            storage.thaw("c" + i);
        }
        for (int i = 0; i < CHANNELS; i++) {
            assertThat(readers.get(i).started().join().offset()).isEqualTo(i % 3 == 0 ? 1 : 0);
        }
        assertThat(storage.headCalls()).isLessThanOrEqualTo(16 + 3);
        for (int i = 0; i < CHANNELS; i++) {
            broker.channel("c" + i).publish("after").join();
            assertThat(readers.get(i).next(Duration.ofSeconds(20)).orElseThrow().toString())
                    .contains("after");
        }
    }

    @Test
    void aChannelWhoseLogDoesNotAnswerHoldsUpOthersForAWhileOnly() {
        for (int i = 0; i < 16; i++) {
            storage.blind("c" + i);
        }
        List<PullSubscription> readers = readAll();
        assertThat(readers.get(20).started()).isNotDone();
        time.advance(Duration.ofSeconds(6));
        for (PullSubscription reader : readers.subList(16, CHANNELS)) {
            assertThat(reader.started()).succeedsWithin(Duration.ofSeconds(20));
        }
        assertThat(readers.get(3).started()).isNotDone();
        storage.thaw("c3");
        Collector.soon(() -> {
            time.advance(Duration.ofMillis(200));
            assertThat(readers.get(3).started()).isDone();
        });
        assertThat(readers.get(3).started()).isCompleted();
    }

    @Test
    @DisplayName("R2: who asks for the head of a channel that is deleted meanwhile begins in its next life")
    void theHeadOfADeletedLogIsNotHeard() {
        Channel news = broker.channel("news");
        news.publish("before").join();
        news.delete().join();
        storage.slow("news");
        PullSubscription reader = news.pull(Start.now());
        news.delete().join();
        assertThat(reader.started()).isNotDone();
        storage.thaw("news");
        assertThat(reader.started().join()).isEqualTo(news.head().join());
    }
}
