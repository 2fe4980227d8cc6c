package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Limit;
import io.pushcore.Message;
import io.pushcore.PullSubscription;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SlowReaderCatchesUpTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    @DisplayName("R3, L8: a handler that stops gets everything afterwards, from the log where the window is too small")
    void aHandlerThatStopsGetsEverythingAfterwards() throws Exception {
        int count = 20_000;
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(count).forAtMost(Duration.ZERO))
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 64 << 10)
                .build()) {
            Channel news = broker.channel("news");
            CountDownLatch stop = new CountDownLatch(1);
            Collector slow = new Collector();
            Collector fast = new Collector();
            news.subscribe(message -> {
                if (message.offset() == 10) {
                    awaitQuietly(stop);
                }
                slow.message(message);
            });
            news.subscribe(fast);
            for (int i = 1; i <= count; i++) {
                news.publish("m" + i);
            }
            fast.awaitEvents(count);
            assertThat(slow.count()).isLessThan(10);
            assertThat(broker.stats().hotWindowBytes()).isLessThan(128 << 10);
            stop.countDown();
            slow.awaitEvents(count);
            assertExactly(slow.events(), count);
            assertExactly(fast.events(), count);
        }
    }

    @Test
    @DisplayName("R2: what was trimmed meanwhile is one gap in its place, with from and to")
    void whatWasTrimmedMeanwhileIsAGapInItsPlace() throws Exception {
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(100))
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 8 << 10)
                .build()) {
            Channel news = broker.channel("news");
            PullSubscription reader = news.pull(Start.now());
            reader.started().join();
            for (int i = 1; i <= 5; i++) {
                news.publish("m" + i).join();
            }
            List<Event> events = take(reader, 5);
            for (int i = 6; i <= 5_000; i++) {
                news.publish("m" + i).join();
            }
            events.addAll(take(reader, 101));
            assertThat(events.get(5)).isInstanceOfSatisfying(Gap.class, gap -> {
                assertThat(gap.from().offset()).isEqualTo(5);
                assertThat(gap.to().offset()).isEqualTo(4_900);
                assertThat(gap.channel()).isEqualTo("news");
            });
            assertThat(events.get(105))
                    .isInstanceOfSatisfying(
                            Message.class, last -> assertThat(last.text()).isEqualTo("m5000"));
            Collector.assertNothingSkippedSilently(events);
            assertThat(broker.stats().gaps()).isEqualTo(1);
        }
    }

    @Test
    void aReaderThatIsStoppedInTheMiddleOfManyMessagesMissesNothing() throws Exception {
        stoppedInTheMiddle(300_000, Duration.ZERO);
    }

    @Test
    @Tag("full")
    void aReaderThatIsStoppedForTenSecondsInTheMiddleOfAMillionMissesNothing() throws Exception {
        stoppedInTheMiddle(1_000_000, Duration.ofSeconds(10));
    }

    private static void stoppedInTheMiddle(int count, Duration atLeast) throws Exception {
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000).forAtMost(Duration.ZERO))
                .publishWaits(LONG)
                .build()) {
            Channel news = broker.channel("news");
            PullSubscription reader = news.pull(Start.now());
            reader.started().join();
            Thread publisher = new Thread(() -> {
                for (int i = 1; i <= count; i++) {
                    news.publish("m" + i);
                }
            });
            publisher.start();
            List<Event> events = new ArrayList<>(count);
            events.addAll(take(reader, count / 2 / 10));
            // stands still until everything has been published
            publisher.join();
            new CountDownLatch(1).await(atLeast.toMillis(), TimeUnit.MILLISECONDS);
            while (Collector.lastOffset(events) < count) {
                events.add(reader.next(LONG).orElseThrow());
            }
            Collector.assertNothingSkippedSilently(events);
            reader.close();
        }
    }

    static List<Event> take(PullSubscription reader, int count) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(reader.next(LONG).orElseThrow(() -> new AssertionError("no event came after " + events.size())));
        }
        return events;
    }

    private static void assertExactly(List<Event> events, int count) {
        assertThat(events).hasSize(count);
        for (int i = 0; i < count; i++) {
            Message message = (Message) events.get(i);
            if (message.offset() != i + 1 || !message.text().equals("m" + (i + 1))) {
                throw new AssertionError("expected m" + (i + 1) + " but got " + message);
            }
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
