package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.HeadReader;
import io.pushcore.Inbox;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The broker works on the thread that asks, so that what is due has been told when {@code advance} returns. */
@Timeout(60)
class HeadNoticesTest {
    private final ManualTime time = ManualTime.create();
    private final Broker broker =
            Broker.builder().time(time).executor(Runnable::run).build();
    private final Told told = new Told();

    /** What a watcher was told. */
    private static final class Told implements HeadReader {
        final List<Long> offsets = new CopyOnWriteArrayList<>();
        final List<Closed.Reason> ends = new CopyOnWriteArrayList<>();

        @Override
        public void head(Position newest) {
            offsets.add(newest.offset());
        }

        @Override
        public void closed(Closed closed) {
            ends.add(closed.reason());
        }
    }

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    @Test
    void aWatcherIsToldTheHeadOfNowAndThenTheNews() {
        push(3);
        Subscription watch = broker.inbox("anna").heads(told);
        assertThat(watch.started().join().offset()).isEqualTo(3);
        assertThat(watch.name()).isEqualTo("@anna");
        assertThat(told.offsets).containsExactly(3L);
        push(1);
        assertThat(told.offsets).containsExactly(3L, 4L);
        assertThat(watch.position().offset()).isEqualTo(4);
    }

    @Test
    void anEmptyLogIsAtOffset0() {
        broker.inbox("anna").heads(told);
        assertThat(told.offsets).containsExactly(0L);
    }

    @Test
    void theFirstNewsAfterAQuietSecondAreToldAtOnce() {
        broker.inbox("anna").heads(told);
        push(1);
        time.advance(Duration.ofMillis(1_000));
        push(1);
        time.advance(Duration.ofSeconds(60));
        push(1);
        assertThat(told.offsets).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void newsWithinTheSecondWaitForItsEnd() {
        broker.inbox("anna").heads(told);
        push(1);
        time.advance(Duration.ofMillis(400));
        push(1);
        time.advance(Duration.ofMillis(599));
        assertThat(told.offsets).containsExactly(0L, 1L);
        time.advance(Duration.ofMillis(1));
        assertThat(told.offsets).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aMessageEachSecondIsANoticeEachSecond() {
        broker.inbox("anna").heads(told);
        for (int i = 0; i < 20; i++) {
            push(1);
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(told.offsets).hasSize(21).endsWith(20L);
    }

    @Test
    void whileMoreThanOneASecondComesThereIsANoticeEachFiveSeconds() {
        broker.inbox("anna").heads(told);
        for (int i = 0; i < 1_000; i++) {
            push(1);
            time.advance(Duration.ofMillis(100));
        }
        // at 0 s the first, then at 5, 10 … 95 and 100
        assertThat(told.offsets).hasSizeBetween(20, 23).startsWith(0L, 1L);
        for (int i = 3; i < told.offsets.size(); i++) {
            assertThat(told.offsets.get(i) - told.offsets.get(i - 1)).isEqualTo(50);
        }
    }

    @Test
    void aMessageEach700MillisecondsSettlesAtANoticeEachFiveSeconds() {
        broker.inbox("anna").heads(told);
        for (int i = 0; i < 200; i++) {
            push(1);
            time.advance(Duration.ofMillis(700));
        }
        // 140 s: one each 5 s, and two or three before it shows how many come
        assertThat(told.offsets).hasSizeBetween(27, 33);
    }

    @Test
    void theLastOfABurstIsToldWithinTwoSecondsAndNoneAfterIt() {
        broker.inbox("anna").heads(told);
        push(100);
        assertThat(told.offsets).containsExactly(0L, 1L);
        time.advance(Duration.ofMillis(2_000));
        assertThat(told.offsets).containsExactly(0L, 1L, 100L);
        time.advance(Duration.ofSeconds(60));
        assertThat(told.offsets).containsExactly(0L, 1L, 100L);
        push(1);
        assertThat(told.offsets).endsWith(101L);
    }

    @Test
    void watchersOfAUserAreToldTogetherAndALaterOneKnowsTheNewestFirst() {
        Told second = new Told();
        broker.inbox("anna").heads(told);
        push(3);
        broker.inbox("anna", "phone").heads(second);
        assertThat(second.offsets).containsExactly(3L);
        time.advance(Duration.ofSeconds(5));
        assertThat(told.offsets).containsExactly(0L, 1L, 3L);
        assertThat(second.offsets).containsExactly(3L);
        push(1);
        assertThat(told.offsets).endsWith(4L);
        assertThat(second.offsets).containsExactly(3L, 4L);
    }

    @Test
    void othersLogsAndFollowedChannelsAreNoNews() {
        broker.channel("team").follow("anna").join();
        broker.inbox("anna").heads(told);
        broker.push("bert", "hello").join();
        broker.channel("team").publish("hello").join();
        time.advance(Duration.ofSeconds(10));
        assertThat(told.offsets).containsExactly(0L);
    }

    @Test
    void watchingIsNoSession() throws Exception {
        Inbox anna = broker.inbox("anna");
        try (InboxSession session = anna.open().join()) {
            anna.heads(told);
            push(1);
            assertThat(session.next(Duration.ofSeconds(20))).isPresent();
            session.ack(1).join();
        }
        assertThat(broker.push("anna", "more").join().online()).isFalse();
        assertThat(broker.pushIfOnline("anna", Publication.of("now")).join()).isFalse();
        time.advance(Duration.ofSeconds(10));
        assertThat(told.offsets).containsExactly(0L, 1L, 2L);
        assertThat(anna.unread().join()).isEqualTo(2);
    }

    @Test
    void whoClosesItIsToldTheEndAndNothingMore() {
        Subscription watch = broker.inbox("anna").heads(told);
        push(2);
        watch.close();
        watch.close();
        time.advance(Duration.ofSeconds(10));
        push(1);
        assertThat(told.offsets).containsExactly(0L, 1L);
        assertThat(told.ends).containsExactly(Closed.Reason.UNSUBSCRIBED);
        Told again = new Told();
        broker.inbox("anna").heads(again);
        assertThat(again.offsets).containsExactly(3L);
    }

    @Test
    void aReaderThatThrowsIsToldTheNext() {
        broker.inbox("anna").heads(newest -> {
            told.head(newest);
            throw new IllegalStateException("as the test says");
        });
        push(1);
        assertThat(told.offsets).containsExactly(0L, 1L);
    }

    @Test
    void theEndOfTheBrokerBringsWhatIsNewestAndTheEnd() {
        Inbox anna = broker.inbox("anna");
        anna.heads(told);
        push(5);
        broker.close(Duration.ofSeconds(2));
        assertThat(told.offsets).containsExactly(0L, 1L, 5L);
        assertThat(told.ends).containsExactly(Closed.Reason.BROKER_CLOSED);
        assertThatThrownBy(() -> anna.heads(new Told()).started().join())
                .isInstanceOfSatisfying(
                        CompletionException.class,
                        failed -> assertThat(failed.getCause())
                                .isInstanceOfSatisfying(
                                        PushCoreException.class,
                                        why -> assertThat(why.code()).isEqualTo(ErrorCode.CLOSED)));
    }

    @Test
    void aSlowReaderIsToldTheNewestOnly() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        ManualTime standing = ManualTime.create();
        try (Broker other = Broker.builder().time(standing).build()) {
            other.inbox("anna").heads(newest -> {
                told.head(newest);
                if (newest.offset() == 1) {
                    awaitQuietly(goOn);
                }
            });
            await().until(() -> told.offsets.contains(0L));
            other.push("anna", "1").join();
            await().until(() -> told.offsets.contains(1L));
            Told quick = new Told();
            other.inbox("anna").heads(quick);
            for (long i = 2; i <= 4; i++) {
                other.push("anna", "more").join();
                long offset = i;
                await().until(() -> {
                    standing.advance(Duration.ofSeconds(1));
                    return quick.offsets.contains(offset);
                });
            }
            goOn.countDown();
            await().untilAsserted(() -> assertThat(told.offsets).containsExactly(0L, 1L, 4L));
        } finally {
            goOn.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void push(int count) {
        for (int i = 0; i < count; i++) {
            broker.push("anna", "m").join();
        }
    }
}
