package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Limit;
import io.pushcore.Message;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rule L9: where readers may hold publishing back, one at the very edge of the hot window loses nothing. */
class PublishingWaitsForReadersTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aReaderThatIsSlowerThanItsPublisherMeetsNoGap() throws Exception {
        int count = 50_000;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(10).waitWhenReadersLag(LONG))
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 64 << 10)
                .publishWaits(LONG)
                .build()) {
            Channel news = broker.channel("news");
            PullSubscription reader = news.pull(Start.now());
            Thread publisher = new Thread(() -> {
                for (int i = 1; i <= count; i++) {
                    news.publish("m" + i);
                }
            });
            publisher.start();
            for (int i = 1; i <= count; i++) {
                Optional<Event> event = reader.next(LONG);
                assertThat(event).get().isInstanceOf(Message.class);
                assertThat(((Message) event.get()).offset()).isEqualTo(i);
            }
            publisher.join();
        }
    }
}
