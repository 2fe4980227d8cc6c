package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Published;
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

@DisplayName("L9: readers that lag")
@Timeout(60)
class LaggingReadersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PAYLOAD = "x".repeat(1_000);

    private final ManualTime time = ManualTime.create();
    private final Broker broker = Broker.builder()
            .time(time)
            .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 100_000)
            .channels("waits", ChannelRules.keep(10).waitWhenReadersLag(Duration.ofSeconds(5)))
            .channels("never.waits", ChannelRules.keep(10).gapWhenReadersLag())
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(1));
    }

    @Test
    void withGapPublishingGoesOnAndTheReaderMeetsAGap() throws Exception {
        Channel channel = broker.channel("never.waits");
        PullSubscription reader = channel.pull(Start.now());
        reader.started().join();
        for (int i = 0; i < 500; i++) {
            channel.publish(PAYLOAD).join();
        }
        List<Event> events = SlowReaderCatchesUpTest.take(reader, 2);
        assertThat(events.get(0)).isInstanceOf(Gap.class);
        Collector.assertNothingSkippedSilently(events);
    }

    @Test
    void withWaitPublishingWaitsForTheReader() throws Exception {
        Channel channel = broker.channel("waits");
        PullSubscription reader = channel.pull(Start.now());
        reader.started().join();
        List<CompletableFuture<Published>> all = publish(channel, 500);
        long stored = all.stream().filter(CompletableFuture::isDone).count();
        assertThat(stored).isBetween(50L, 100L);
        assertThat(broker.stats().inFlightBytes()).isPositive();
        List<Event> events = SlowReaderCatchesUpTest.take(reader, 500);
        all.forEach(CompletableFuture::join);
        assertThat(events).noneMatch(Gap.class::isInstance);
        Collector.assertNothingSkippedSilently(events);
    }

    @Test
    void aReaderThatNeverReadsMakesItWaitOnceAndThenLosesTheRight() throws Exception {
        Channel channel = broker.channel("waits");
        PullSubscription reader = channel.pull(Start.now());
        reader.started().join();
        List<CompletableFuture<Published>> all = publish(channel, 500);
        time.advance(Duration.ofMillis(4_900));
        assertThat(all.stream().filter(CompletableFuture::isDone).count()).isLessThan(101);
        time.advance(Duration.ofMillis(200));
        all.forEach(CompletableFuture::join);
        // it has lost the right: from now on nobody waits
        publish(channel, 500).forEach(CompletableFuture::join);
        List<Event> events = new ArrayList<>();
        while (Collector.lastOffset(events) < 1_000) {
            events.add(reader.next(SOON).orElseThrow());
        }
        assertThat(events).anyMatch(Gap.class::isInstance);
        Collector.assertNothingSkippedSilently(events);
        // caught up, it is waited for again
        channel.publish(PAYLOAD).join();
        reader.next(SOON);
        List<CompletableFuture<Published>> more = publish(channel, 300);
        assertThat(more.stream().filter(CompletableFuture::isDone).count()).isLessThan(101);
        SlowReaderCatchesUpTest.take(reader, 300);
        more.forEach(CompletableFuture::join);
    }

    @Test
    void oneThatLeavesSetsPublishingFree() {
        Channel channel = broker.channel("waits");
        PullSubscription reader = channel.pull(Start.now());
        PullSubscription other = channel.pull(Start.now());
        reader.started().join();
        other.started().join();
        List<CompletableFuture<Published>> all = publish(channel, 300);
        assertThat(all.get(299)).isNotDone();
        reader.close();
        assertThat(all.get(299)).isNotDone();
        other.close();
        all.forEach(CompletableFuture::join);
    }

    @Test
    void oneSlowReaderAmongManyIsTheOneThatCounts() throws Exception {
        Channel channel = broker.channel("waits");
        Collector fast = new Collector();
        channel.subscribe(fast).started().join();
        PullSubscription slow = channel.pull(Start.now());
        slow.started().join();
        List<CompletableFuture<Published>> all = publish(channel, 300);
        assertThat(all.get(299)).isNotDone();
        SlowReaderCatchesUpTest.take(slow, 300);
        all.forEach(CompletableFuture::join);
        fast.awaitEvents(300);
        Collector.assertNothingSkippedSilently(fast.events());
    }

    @Test
    @DisplayName("L8: within the budget the least read window is trimmed first")
    void withinTheBudgetTheLeastReadWindowIsTrimmedFirst() throws Exception {
        try (Broker small = Broker.builder()
                .time(time)
                .limit(Limit.HOT_WINDOW_BYTES, 1_000_000)
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 800_000)
                .channels(ChannelRules.keep(1))
                .build()) {
            Channel idle = small.channel("idle");
            Channel busy = small.channel("busy");
            PullSubscription busyReader = busy.pull(Start.now());
            busyReader.started().join();
            time.advance(Duration.ofSeconds(1));
            PullSubscription idleReader = idle.pull(Start.now());
            idleReader.started().join();
            // both windows hold half of the budget
            for (int i = 0; i < 400; i++) {
                idle.publish(PAYLOAD).join();
                busy.publish(PAYLOAD).join();
            }
            // the one that began first was read last
            time.advance(Duration.ofSeconds(1));
            SlowReaderCatchesUpTest.take(busyReader, 200);
            time.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 200; i++) {
                busy.publish(PAYLOAD).join();
            }
            assertThat(small.stats().hotWindowBytes()).isLessThan(1_050_000);
            assertThat(SlowReaderCatchesUpTest.take(busyReader, 400))
                    .as("the window that is read was spared")
                    .noneMatch(Gap.class::isInstance);
            assertThat(idleReader.next(SOON).orElseThrow()).isInstanceOf(Gap.class);
            idleReader.close();
            busyReader.close();
        }
    }

    @Test
    @DisplayName("L8: the budget holds for windows of one message too")
    void theBudgetHoldsForWindowsOfOneMessageToo() {
        try (Broker small = Broker.builder()
                .limit(Limit.HOT_WINDOW_BYTES, 1_000_000)
                .channels(ChannelRules.keep(1))
                .build()) {
            Collector seen = new Collector();
            small.subscribe("*", seen);
            String large = "x".repeat(50_000);
            for (int i = 0; i < 100; i++) {
                small.channel("c" + i).publish(large).join();
            }
            seen.awaitEvents(100);
            Collector.soon(() -> assertThat(small.stats().hotWindowBytes()).isLessThan(1_100_000));
            for (int i = 0; i < 100; i++) {
                small.channel("c" + i).publish("again").join();
            }
            seen.awaitEvents(200);
            assertThat(seen.gaps()).isEmpty();
        }
    }

    @Test
    @DisplayName("L8: the budget holds for many channels without a log too, and who reads in time misses nothing")
    void theBudgetHoldsForManyChannelsWithoutALog() {
        try (Broker small = Broker.builder()
                .limit(Limit.HOT_WINDOW_BYTES, 1_000_000)
                .channels(ChannelRules.live())
                .executor(Runnable::run)
                .build()) {
            Collector seen = new Collector();
            small.subscribe("*", seen);
            Payload large = Payload.of("x".repeat(10_000));
            for (int i = 0; i < 5_000; i++) {
                small.channel("c" + i).publish(large).join();
                assertThat(small.stats().hotWindowBytes()).isLessThan(1_000_001);
            }
            assertThat(seen.messages()).hasSize(5_000);
            assertThat(seen.gaps()).isEmpty();
        }
    }

    @Test
    @DisplayName("L8, L12: of channels without a log the budget takes what stood unread for longest, and says so")
    void theBudgetTakesWhatStoodUnreadForLongest() throws Exception {
        try (Broker small = Broker.builder()
                .time(time)
                .limit(Limit.HOT_WINDOW_BYTES, 20_000)
                .channels(ChannelRules.live())
                .build()) {
            List<PullSubscription> readers = new ArrayList<>();
            // their names are not in the order of their messages
            for (int i = 99; i >= 0; i--) {
                readers.add(small.channel("c" + i).pull(Start.now()));
            }
            for (PullSubscription reader : readers) {
                time.advance(Duration.ofMillis(1));
                small.channel(reader.name()).publish(PAYLOAD).join();
            }
            assertThat(small.stats().hotWindowBytes()).isLessThan(20_001);
            assertThat(readers.get(0).next(SOON).orElseThrow()).isInstanceOf(Gap.class);
            assertThat(readers.get(99).next(SOON).orElseThrow()).isInstanceOf(Message.class);
            small.channel(readers.get(0).name()).publish("again").join();
            assertThat(readers.get(0).next(SOON).orElseThrow())
                    .isInstanceOfSatisfying(
                            Message.class, message -> assertThat(message.text()).isEqualTo("again"));
        }
    }

    private static List<CompletableFuture<Published>> publish(Channel channel, int count) {
        List<CompletableFuture<Published>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(channel.publish(PAYLOAD));
        }
        return all;
    }
}
