package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L7: what is kept, and for how long")
class RetentionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder()
            .time(time)
            .channels("by.count", ChannelRules.keep(3))
            .channels("by.bytes", ChannelRules.keep(1_000).atMostBytes(100))
            .channels("by.age", ChannelRules.keep(1_000).forAtMost(Duration.ofMinutes(1)))
            .channels("by.ttl", ChannelRules.keep(1_000).ttl(Duration.ofSeconds(10)))
            .channels("none", ChannelRules.keep(0))
            .build();

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void byCount() throws Exception {
        Channel channel = publish("by.count", 10);
        assertThat(texts(channel)).containsExactly("m8", "m9", "m10");
        assertGap(channel, 7);
    }

    @Test
    void byBytes() throws Exception {
        Channel channel = broker.channel("by.bytes");
        for (int i = 1; i <= 10; i++) {
            channel.publish("x".repeat(30)).join();
        }
        assertThat(texts(channel)).hasSize(3);
        assertGap(channel, 7);
        channel.publish("y".repeat(500)).join();
        assertThat(texts(channel)).as("one message at least").containsExactly("y".repeat(500));
    }

    @Test
    void byAge() throws Exception {
        Channel channel = publish("by.age", 5);
        time.advance(Duration.ofSeconds(40));
        channel.publish("m6").join();
        assertThat(texts(channel)).hasSize(6);
        time.advance(Duration.ofSeconds(30));
        assertThat(texts(channel)).containsExactly("m6");
        assertGap(channel, 5);
        time.advance(Duration.ofMinutes(2));
        assertThat(texts(channel)).isEmpty();
        assertThat(channel.head().join().offset()).isEqualTo(6);
    }

    @Test
    void keepZeroIsForLiveReadersOnly() throws Exception {
        Collector live = new Collector();
        broker.channel("none").subscribe(live).started().join();
        Channel channel = publish("none", 5);
        live.awaitEvents(5);
        assertThat(texts(channel)).isEmpty();
        assertThat(channel.head().join().offset()).isEqualTo(5);
    }

    @Test
    @DisplayName("L7: an expired message is absent everywhere, and no gap")
    void anExpiredMessageIsAbsentEverywhereAndNoGap() throws Exception {
        Channel channel = broker.channel("news");
        PullSubscription late = channel.pull(Start.now());
        late.started().join();
        channel.publish("a").join();
        channel.publish(Publication.of("short").ttl(Duration.ofSeconds(5))).join();
        channel.publish("b").join();
        assertThat(texts(channel)).containsExactly("a", "short", "b");
        time.advance(Duration.ofSeconds(6));
        Page page = channel.history(History.earliest()).join();
        assertThat(page.messages()).extracting(Message::text).containsExactly("a", "b");
        assertThat(page.gap()).isEmpty();
        assertThat(page.through().offset()).isEqualTo(3);
        // who lagged reads it from the hot window, where it still stands
        assertThat(next(late)).isEqualTo("a");
        assertThat(next(late)).isEqualTo("b");
        assertThat(late.next(Duration.ZERO)).isEmpty();
        // who comes anew asks the log
        try (PullSubscription fresh =
                channel.pull(Start.after(new Position(page.head().epoch(), 1)))) {
            assertThat(next(fresh)).isEqualTo("b");
        }
        assertThat(channel.history(History.newest()).join().messages())
                .extracting(Message::text)
                .containsExactly("b", "a");
        assertThat(broker.stats().gaps()).isZero();
        late.close();
    }

    @Test
    void whereAllHasExpiredAReaderWaitsAtTheHead() throws Exception {
        Channel channel = publish("by.ttl", 5);
        time.advance(Duration.ofSeconds(11));
        assertThat(texts(channel)).isEmpty();
        try (PullSubscription reader =
                channel.pull(Start.after(new Position(head(channel).epoch(), 0)))) {
            assertThat(reader.next(Duration.ofMillis(20))).isEmpty();
            channel.publish("m6").join();
            assertThat(next(reader)).isEqualTo("m6");
        }
        assertThat(broker.stats().gaps()).isZero();
    }

    @Test
    void aTimeToLiveOfItsOwnGoesBeforeTheRule() {
        Channel channel = broker.channel("by.ttl");
        channel.publish(Publication.of("long").ttl(Duration.ofMinutes(1))).join();
        channel.publish(Publication.of("for ever").ttl(Duration.ofSeconds(Long.MAX_VALUE)))
                .join();
        channel.publish("by rule").join();
        time.advance(Duration.ofSeconds(11));
        assertThat(texts(channel)).containsExactly("long", "for ever");
        time.advance(Duration.ofMinutes(1));
        assertThat(texts(channel)).containsExactly("for ever");
    }

    @Test
    @DisplayName("L1: time rises within a channel, whatever the clock does")
    void timeRisesWithinAChannel() {
        Channel channel = broker.channel("news");
        for (int i = 0; i < 5; i++) {
            channel.publish("m" + i).join();
        }
        time.stepClock(Duration.ofHours(-3));
        channel.publish("after the step").join();
        List<Message> all = channel.history(History.earliest()).join().messages();
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).time()).isAfter(all.get(i - 1).time());
        }
        assertThat(all.get(5).time()).isEqualTo(all.get(4).time().plusNanos(1));
    }

    @Test
    void aReaderMayBeginAtAnInstant() throws Exception {
        Channel channel = broker.channel("news");
        for (int i = 1; i <= 5; i++) {
            channel.publish("m" + i).join();
            time.advance(Duration.ofSeconds(10));
        }
        Instant third = time.now().minusSeconds(30);
        assertThat(channel.history(History.since(third)).join().messages())
                .extracting(Message::text)
                .containsExactly("m4", "m5");
        try (PullSubscription reader = channel.pull(Start.since(third.minusNanos(1)))) {
            assertThat(next(reader)).isEqualTo("m3");
        }
        try (PullSubscription reader = channel.pull(Start.since(Instant.MIN))) {
            assertThat(next(reader)).isEqualTo("m1");
        }
        try (PullSubscription reader = channel.pull(Start.since(Instant.MAX))) {
            channel.publish("m6").join();
            assertThat(next(reader)).isEqualTo("m6");
        }
    }

    private Channel publish(String name, int count) {
        Channel channel = broker.channel(name);
        for (int i = 1; i <= count; i++) {
            channel.publish("m" + i).join();
        }
        return channel;
    }

    private static void assertGap(Channel channel, long to) throws InterruptedException {
        Position first = new Position(head(channel).epoch(), 1);
        Page page = channel.history(History.after(first)).join();
        assertThat(page.gap()).contains(new Gap(channel.name(), first, first.plus(to - 1)));
        try (PullSubscription reader = channel.pull(Start.after(first))) {
            assertThat(reader.next(SOON)).contains(page.gap().orElseThrow());
            assertThat(reader.next(SOON).map(event -> ((Message) event).offset()))
                    .contains(to + 1);
        }
        try (PullSubscription reader = channel.pull(Start.earliest())) {
            assertThat(reader.next(SOON).map(event -> ((Message) event).offset()))
                    .as("the oldest kept is no gap")
                    .contains(to + 1);
        }
    }

    private static Position head(Channel channel) {
        return channel.head().join();
    }

    private static String next(PullSubscription reader) throws InterruptedException {
        return ((Message) reader.next(SOON).orElseThrow()).text();
    }

    private static List<String> texts(Channel channel) {
        return channel.history(History.earliest()).join().messages().stream()
                .map(Message::text)
                .toList();
    }
}
