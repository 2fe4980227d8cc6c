package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Channels that merge, show the latest only, or keep no log")
@Timeout(60)
class MergingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder()
            .time(time)
            .executor(Runnable::run)
            .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 50_000)
            .channels("merges", ChannelRules.keep(1_000).mergeUpTo(10, Duration.ofSeconds(1)))
            .channels("latest", ChannelRules.keep(1_000).latestOnly())
            .channels("live", ChannelRules.live())
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(1));
    }

    @Test
    void readersAreWokenByCount() {
        Collector seen = new Collector();
        Channel channel = broker.channel("merges");
        channel.subscribe(seen);
        for (int i = 1; i <= 9; i++) {
            channel.publish("m" + i).join();
        }
        assertThat(seen.count()).isZero();
        channel.publish("m10").join();
        assertThat(seen.count()).isEqualTo(10);
        for (int i = 11; i <= 25; i++) {
            channel.publish("m" + i).join();
        }
        assertThat(seen.count()).isEqualTo(20);
        Collector.assertNothingSkippedSilently(seen.events());
    }

    @Test
    void readersAreWokenWhenTheTimeHasPassed() {
        Collector seen = new Collector();
        Channel channel = broker.channel("merges");
        channel.subscribe(seen);
        channel.publish("m1").join();
        time.advance(Duration.ofMillis(999));
        channel.publish("m2").join();
        assertThat(seen.count()).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(seen.texts()).containsExactly("m1", "m2");
        time.advance(Duration.ofSeconds(5));
        channel.publish("m3").join();
        assertThat(seen.count()).isEqualTo(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(seen.texts()).containsExactly("m1", "m2", "m3");
    }

    @Test
    void whoIsBehindIsShownTheLatestOnlyAndThatIsNoGap() throws Exception {
        Channel channel = broker.channel("latest");
        PullSubscription reader = channel.pull(Start.now());
        for (int i = 1; i <= 100; i++) {
            channel.publish("m" + i).join();
        }
        assertThat(((Message) reader.next(SOON).orElseThrow()).text()).isEqualTo("m100");
        assertThat(reader.next(Duration.ZERO)).isEmpty();
        channel.publish("m101").join();
        assertThat(((Message) reader.next(SOON).orElseThrow()).offset()).isEqualTo(101);
        assertThat(broker.stats().gaps()).isZero();
        assertThat(channel.history(History.earliest().limit(500)).join().messages())
                .as("history has them all")
                .hasSize(101);
    }

    @Test
    void theLatestThatHasExpiredIsNotShown() throws Exception {
        Channel channel = broker.channel("latest");
        PullSubscription reader = channel.pull(Start.now());
        channel.publish("stays").join();
        channel.publish(Publication.of("expires").ttl(Duration.ofSeconds(1))).join();
        time.advance(Duration.ofSeconds(2));
        assertThat(reader.next(Duration.ZERO)).isEmpty();
        channel.publish("next").join();
        assertThat(((Message) reader.next(SOON).orElseThrow()).text()).isEqualTo("next");
    }

    @Test
    @DisplayName("L12: a live channel has no positions and no history")
    void aLiveChannelHasNoPositionsAndNoHistory() {
        Channel channel = broker.channel("live");
        Collector seen = new Collector();
        assertThat(channel.subscribe(seen).started().join().offset()).isZero();
        Published published = channel.publish("hello").join();
        assertThat(published.position().offset()).isZero();
        assertThat(seen.texts()).containsExactly("hello");
        assertThat(seen.messages().get(0).position().offset()).isZero();
        assertThat(channel.head().join().offset()).isZero();
        ClosingTest.assertCode(channel.history(History.earliest()), ErrorCode.NOT_RECOVERABLE);
        ClosingTest.assertCode(
                channel.pull(Start.after(new Position("live", 0))).started(), ErrorCode.NOT_RECOVERABLE);
        ClosingTest.assertCode(channel.pull(Start.earliest()).started(), ErrorCode.NOT_RECOVERABLE);
        ClosingTest.assertCode(channel.pull(Start.since(time.now())).started(), ErrorCode.NOT_RECOVERABLE);
    }

    @Test
    void aLiveReaderThatLagsTooFarMeetsAGap() throws Exception {
        Channel channel = broker.channel("live");
        PullSubscription reader = channel.pull(Start.now());
        for (int i = 1; i <= 1_000; i++) {
            channel.publish(i + "x".repeat(500)).join();
        }
        assertThat(reader.next(SOON).orElseThrow()).isInstanceOf(Gap.class);
        Message next = (Message) reader.next(SOON).orElseThrow();
        assertThat(next.text()).startsWith("9");
        assertThat(broker.stats().hotWindowBytes()).isLessThan(60_000);
    }

    @Test
    void aLiveMessageIsSeenByThoseWhoAreThere() throws Exception {
        Channel channel = broker.channel("live");
        channel.publish("nobody is there").join();
        Collector seen = new Collector();
        var subscription = channel.subscribe(seen);
        channel.publish("one is there").join();
        subscription.close();
        channel.publish("nobody is left").join();
        channel.subscribe(seen);
        channel.publish("again").join();
        assertThat(seen.texts()).containsExactly("one is there", "again");
    }
}
