package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("L5, L6: channels come and go")
@Timeout(60)
class ChannelLifeTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofSeconds(15);

    private final ManualTime time = ManualTime.create();

    @Test
    void aChannelNeverWrittenHasOffsetZeroAndCostsNothing() {
        try (Broker broker = Broker.builder().time(time).build()) {
            Position head = broker.channel("news").head().join();
            assertThat(head.offset()).isZero();
            Page page = broker.channel("news").history(History.earliest()).join();
            assertThat(page.messages()).isEmpty();
            assertThat(page.head()).isEqualTo(head);
            assertThat(page.gap()).isEmpty();
            assertThat(broker.stats().channels()).isZero();
            try (PullSubscription reader = broker.channel("news").pull(Start.after(head))) {
                assertThat(reader.started().join()).isEqualTo(head);
                Published first = broker.channel("news").publish("hello").join();
                assertThat(first.position()).isEqualTo(new Position(head.epoch(), 1));
            }
        }
    }

    @Test
    void anUnusedChannelIsLetGoAfterAMinuteAndComesBackAsItWas() throws Exception {
        try (Broker broker = Broker.builder().time(time).build()) {
            Channel news = broker.channel("news");
            List<Position> positions = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                positions.add(news.publish("m" + i).join().position());
            }
            assertThat(broker.stats().channels()).isEqualTo(1);
            sweep(6);
            assertThat(broker.stats().channels()).isZero();
            assertThat(news.publish("m4").join().position())
                    .isEqualTo(positions.get(2).plus(1));
            assertThat(news.publish("m5").join().position())
                    .isEqualTo(positions.get(2).plus(2));
            sweep(6);
            PullSubscription reader = news.pull(Start.after(positions.get(0)));
            for (int i = 2; i <= 5; i++) {
                assertThat(((Message) reader.next(SOON).orElseThrow()).text()).isEqualTo("m" + i);
            }
            sweep(10);
            assertThat(broker.stats().channels())
                    .as("a channel with a reader stays")
                    .isEqualTo(1);
            news.publish("m6").join();
            assertThat(((Message) reader.next(SOON).orElseThrow()).offset()).isEqualTo(6);
            reader.close();
            sweep(6);
            assertThat(broker.stats().channels()).isZero();
        }
    }

    @Test
    void whoSubscribesOrPublishesWhileChannelsAreLetGoNoticesNothing() throws Exception {
        try (Broker broker = Broker.builder()
                .time(time)
                .channels(ChannelRules.keep(1_000_000).forAtMost(Duration.ZERO))
                .build()) {
            AtomicBoolean done = new AtomicBoolean();
            Thread clock = new Thread(() -> {
                while (!done.get()) {
                    time.advance(SWEEP);
                }
            });
            clock.start();
            long expected = 0;
            for (int i = 0; i < 3_000; i++) {
                Channel channel = broker.channel("c" + i % 3);
                try (PullSubscription reader = channel.pull(Start.now())) {
                    CompletableFuture<Published> published = channel.publish("m" + i);
                    Message message = (Message) reader.next(SOON).orElseThrow();
                    assertThat(message.text()).isEqualTo("m" + i);
                    assertThat(message.position()).isEqualTo(published.join().position());
                    assertThat(message.offset()).isEqualTo(expected / 3 + 1);
                    expected++;
                }
            }
            done.set(true);
            clock.join();
        }
    }

    @Test
    void channelsInUseAreBounded() {
        try (Broker broker =
                Broker.builder().time(time).limit(Limit.CHANNELS, 3).build()) {
            for (int i = 0; i < 3; i++) {
                broker.channel("c" + i).publish("m").join();
            }
            ClosingTest.assertCode(broker.channel("c3").publish("m"), ErrorCode.LIMIT_REACHED);
            assertThatExceptionOfType(PushCoreException.class)
                    .isThrownBy(() -> broker.channel("c3").subscribe(message -> {}))
                    .withMessageContaining("3 channels");
            broker.channel("c0").publish("in use already").join();
            sweep(6);
            broker.channel("c3").publish("room again").join();
        }
    }

    @Test
    @DisplayName("L5: a deleted log begins another epoch; its positions are gaps")
    void aDeletedLogBeginsAnotherEpoch() throws Exception {
        try (Broker broker = Broker.builder().time(time).build()) {
            Channel news = broker.channel("news");
            PullSubscription reader = news.pull(Start.now());
            reader.started().join();
            Position second = null;
            for (int i = 1; i <= 3; i++) {
                Position at = news.publish("m" + i).join().position();
                second = i == 2 ? at : second;
            }
            SlowReaderCatchesUpTest.take(reader, 3);
            news.delete().join();
            Published anew = news.publish("anew").join();
            assertThat(anew.position().epoch()).isNotEqualTo(second.epoch());
            assertThat(anew.position().offset()).isEqualTo(1);
            assertThat(reader.next(SOON).orElseThrow()).isInstanceOfSatisfying(Gap.class, gap -> {
                assertThat(gap.from().offset()).isEqualTo(3);
                assertThat(gap.to()).isEqualTo(new Position(anew.position().epoch(), 0));
            });
            assertThat(((Message) reader.next(SOON).orElseThrow()).text()).isEqualTo("anew");
            try (PullSubscription old = news.pull(Start.after(second))) {
                assertThat(old.next(SOON).orElseThrow()).isInstanceOf(Gap.class);
                assertThat(((Message) old.next(SOON).orElseThrow()).text()).isEqualTo("anew");
            }
            reader.close();
        }
    }

    @Test
    @DisplayName("R1: a position beyond the head is a gap, and reading goes on at the log's own end")
    void aPositionBeyondTheHeadIsAGap() throws Exception {
        try (Broker broker = Broker.builder().time(time).build()) {
            Channel news = broker.channel("news");
            Position first = news.publish("m1").join().position();
            try (PullSubscription reader = news.pull(Start.after(first.plus(99)))) {
                assertThat(reader.next(SOON).orElseThrow())
                        .isInstanceOfSatisfying(
                                Gap.class, gap -> assertThat(gap.from()).isEqualTo(first.plus(99)));
                Message next = (Message) reader.next(SOON).orElseThrow();
                assertThat(next.text()).as("from the first kept on").isEqualTo("m1");
            }
            assertThat(news.history(History.after(first.plus(99))).join().gap()).isPresent();
            try (PullSubscription reader = news.pull(Start.after(new Position("elsewhere", 1)))) {
                assertThat(reader.next(SOON).orElseThrow()).isInstanceOf(Gap.class);
            }
        }
    }

    @Test
    @DisplayName("L5, R1: heads of others that are forgotten make no gap for who waits, stays or comes back")
    void headsOfOthersThatAreForgottenMakeNoGap() throws Exception {
        try (Broker broker = Broker.builder()
                .time(time)
                .channels(ChannelRules.keep(10).forAtMost(Duration.ZERO))
                .build()) {
            Position waiting = broker.channel("waited.for").head().join();
            PullSubscription waits = broker.channel("waited.for").pull(Start.now());
            Channel kept = broker.channel("kept");
            Position first = kept.publish("m1").join().position();
            kept.publish("m2").join();
            forgetHeads(broker);
            broker.channel("waited.for").publish("first").join();
            kept.publish("m3").join();
            assertThat(((Message) waits.next(SOON).orElseThrow()).text()).isEqualTo("first");
            try (PullSubscription back = broker.channel("waited.for").pull(Start.after(waiting));
                    PullSubscription other = kept.pull(Start.after(first))) {
                assertThat(((Message) back.next(SOON).orElseThrow()).text()).isEqualTo("first");
                assertThat(((Message) other.next(SOON).orElseThrow()).text()).isEqualTo("m2");
                assertThat(((Message) other.next(SOON).orElseThrow()).text()).isEqualTo("m3");
            }
            assertThat(broker.channel("waited.for")
                            .history(History.after(waiting))
                            .join()
                            .gap())
                    .isEmpty();
            assertThat(broker.stats().gaps()).isZero();
            waits.close();
        }
    }

    @Test
    @DisplayName("L5, L7: who has read all of a channel whose head is forgotten meets no gap either")
    void aHeadThatIsForgottenMakesNoGapForWhoHasReadAll() throws Exception {
        try (Broker broker = Broker.builder().time(time).build()) {
            Channel aged = broker.channel("aged");
            PullSubscription stays = aged.pull(Start.now());
            Position end = aged.publish(Publication.of("old").ttl(Duration.ofSeconds(1)))
                    .join()
                    .position();
            assertThat(((Message) stays.next(SOON).orElseThrow()).text()).isEqualTo("old");
            forgetHeads(broker);
            Position next = aged.publish("new").join().position();
            assertThat(next).isEqualTo(new Position(next.epoch(), 1)).isNotEqualTo(end);
            assertThat(((Message) stays.next(SOON).orElseThrow()).text()).isEqualTo("new");
            try (PullSubscription back = aged.pull(Start.after(end))) {
                assertThat(((Message) back.next(SOON).orElseThrow()).text()).isEqualTo("new");
            }
            stays.close();
        }
    }

    /** Lets more channels than a storage in memory bears with stand idle for more than a day. */
    private void forgetHeads(Broker broker) {
        String before = broker.channel("never").head().join().epoch();
        for (int i = 0; i <= 10_000; i++) {
            broker.channel("idle" + i)
                    .publish(Publication.of("x").ttl(Duration.ofSeconds(1)))
                    .join();
        }
        time.advance(Duration.ofHours(25));
        assertThat(broker.channel("never").head().join().epoch()).isNotEqualTo(before);
    }

    private void sweep(int times) {
        for (int i = 0; i < times; i++) {
            time.advance(SWEEP);
        }
    }
}
