package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each publish trims the log, and a read takes longer than a publish. */
@DisplayName("R2, L7: who reads at the edge of the log")
@Timeout(60)
class AtTheEdgeOfTheLogTest {
    private final FrozenStorage storage = new FrozenStorage();
    private final Broker broker = Broker.builder()
            .storage(storage)
            .channels(ChannelRules.keep(10))
            .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 1)
            .build();
    private final Channel news = broker.channel("news");

    @AfterEach
    void close() {
        storage.answersReadsAfter("news", 0);
        publish(1);
        broker.close(Duration.ofSeconds(1));
    }

    @Test
    void aReaderGetsMessagesBehindEachGap() throws Exception {
        Position old = publish(1);
        publish(100);
        storage.answersReadsAfter("news", 30);
        PullSubscription reader = news.pull(Start.after(old));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            publish(1);
            reader.next(Duration.ZERO).ifPresent(events::add);
        }
        assertThat(events).hasAtLeastOneElementOfType(Gap.class);
        assertThat(events.stream().filter(Message.class::isInstance)).hasSizeGreaterThan(50);
        Collector.assertNothingSkippedSilently(events);
        reader.close();
    }

    @Test
    void historyIsAnsweredByTheFirstLook() {
        Position old = publish(1);
        publish(100);
        storage.answersReadsAfter("news", 30);
        CompletableFuture<Page> earliest = news.history(History.earliest());
        publish(30);
        assertThat(earliest.join().messages()).hasSize(10);
        CompletableFuture<Page> behindAGap = news.history(History.after(old));
        publish(30);
        assertThat(behindAGap.join().gap()).isPresent();
        assertThat(behindAGap.join().messages()).hasSize(10);
    }

    /** Gives the position of the last one. */
    private Position publish(int count) {
        for (int i = 1; i < count; i++) {
            news.publish("x".repeat(50)).join();
        }
        return news.publish("x".repeat(50)).join().position();
    }
}
