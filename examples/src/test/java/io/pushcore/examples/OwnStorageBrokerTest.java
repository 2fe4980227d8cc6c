package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A broker that runs on own storage. */
class OwnStorageBrokerTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void publishesReadsAndDeletes() throws InterruptedException {
        try (Broker broker = Broker.builder().storage(new OwnStorage()).build()) {
            Channel news = broker.channel("news");
            Position first = news.publish("one").join().position();
            news.publish("two").join();
            try (PullSubscription reader = news.pull(Start.after(first))) {
                assertThat(reader.next(SOON))
                        .containsInstanceOf(Message.class)
                        .map(event -> ((Message) event).text())
                        .contains("two");
            }
            assertThat(news.history(History.earliest()).join().messages()).hasSize(2);
            news.delete().join();
            news.publish("three").join();
            try (PullSubscription reader = news.pull(Start.after(first))) {
                Optional<Event> event = reader.next(SOON);
                assertThat(event).containsInstanceOf(Gap.class);
            }
        }
    }
}
