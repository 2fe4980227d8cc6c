package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R6: close()")
@Timeout(60)
class ClosingTest {

    @Test
    void handlersFinishWhatWasPublishedBefore() {
        Collector one = new Collector();
        Collector pattern = new Collector();
        Collector another = new Collector();
        Broker broker = Broker.open();
        Channel news = broker.channel("news");
        news.subscribe(one);
        broker.subscribe("*", pattern);
        broker.subscribe("news.>", another);
        for (int i = 1; i <= 20_000; i++) {
            news.publish("m" + i);
        }
        long began = System.nanoTime();
        broker.close();
        assertThat(one.messages()).hasSize(20_000);
        assertThat(pattern.messages()).hasSize(20_000);
        assertThat(last(one)).isEqualTo(new Closed("news", Closed.Reason.BROKER_CLOSED, "broker is closed"));
        assertThat(last(pattern)).isEqualTo(new Closed("*", Closed.Reason.BROKER_CLOSED, "broker is closed"));
        assertThat(another.events())
                .containsExactly(new Closed("news.>", Closed.Reason.BROKER_CLOSED, "broker is closed"));
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void aBusyBrokerCompletesOrFailsEveryPublish() throws Exception {
        Broker broker = Broker.builder()
                .channels(ChannelRules.keep(10_000_000))
                .publishWaits(Duration.ofSeconds(1))
                .build();
        Queue<CompletableFuture<Published>> all = new ConcurrentLinkedQueue<>();
        Collector reader = new Collector();
        broker.channel("c0").subscribe(reader);
        AtomicBoolean refused = new AtomicBoolean();
        List<Thread> publishers = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            Channel channel = broker.channel("c" + p % 2);
            publishers.add(new Thread(() -> {
                for (boolean open = true; open; ) {
                    CompletableFuture<Published> future = channel.publish("hello");
                    all.add(future);
                    open = !future.isCompletedExceptionally();
                }
                refused.set(true);
            }));
        }
        publishers.forEach(Thread::start);
        reader.awaitEvents(1_000);
        broker.close();
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertThat(refused).isTrue();
        assertThat(all).allSatisfy(future -> assertThat(future).isDone());
        long stored = all.stream()
                .filter(future -> !future.isCompletedExceptionally())
                .count();
        assertThat(stored).isGreaterThan(1_000);
        Collector.assertNothingSkippedSilently(reader.events());
        assertThat(last(reader)).isInstanceOf(Closed.class);
    }

    @Test
    void publishesThatTheStorageDoesNotAnswerFailWithinTheDeadline() {
        FrozenStorage storage = new FrozenStorage();
        storage.set("news", FrozenStorage.Mode.FROZEN);
        Broker broker = Broker.builder().storage(storage).build();
        CountDownLatch never = new CountDownLatch(1);
        // all threads of the pool are busy
        for (int i = 0; i < 8; i++) {
            broker.channel("other").subscribe(message -> SlowReaderCatchesUpTest.awaitQuietly(never));
        }
        broker.channel("other").publish("stand still").join();
        List<CompletableFuture<Published>> pending = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pending.add(broker.channel("news").publish("m" + i));
        }
        broker.close(Duration.ofMillis(200));
        // the first was under way and may be in the log
        assertCode(pending.get(0), ErrorCode.OUTCOME_UNKNOWN);
        assertThat(pending.subList(1, 100)).allSatisfy(future -> assertCode(future, ErrorCode.CLOSED));
    }

    @Test
    void afterwardsEverythingIsRefused() throws Exception {
        Broker broker = Broker.open();
        Channel news = broker.channel("news");
        PullSubscription pull = news.pull(Start.now());
        broker.close();
        assertCode(news.publish("late"), ErrorCode.CLOSED);
        assertCode(news.publishAll(List.of(Publication.of("late"))), ErrorCode.CLOSED);
        assertClosed(() -> news.subscribe(message -> {}));
        assertClosed(() -> news.pull(Start.now()));
        assertClosed(() -> broker.subscribe("*", message -> {}));
        assertThat(pull.next(Duration.ofSeconds(1)))
                .contains(new Closed("news", Closed.Reason.BROKER_CLOSED, "broker is closed"));
        assertThat(pull.next(Duration.ZERO)).isEmpty();
        pull.close();
        broker.close();
        assertThat(broker.stats().connections()).isZero();
    }

    @Test
    void aReaderThatNobodyAsksDoesNotHoldItUp() {
        Broker broker = Broker.open();
        broker.channel("news").pull(Start.now());
        broker.channel("news").pull(Start.earliest()).close();
        long began = System.nanoTime();
        broker.close(Duration.ofSeconds(30));
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void aReaderThatWaitsIsToldAtOnce() throws Exception {
        Broker broker = Broker.open();
        PullSubscription pull = broker.channel("news").pull(Start.now());
        CompletableFuture<Event> told = CompletableFuture.supplyAsync(() -> {
            try {
                return pull.next(Duration.ofSeconds(30)).orElseThrow();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        broker.close(Duration.ofSeconds(30));
        assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(Closed.class);
    }

    @Test
    void itIsIdempotentAndManyMayCallIt() throws Exception {
        Broker broker = Broker.open();
        Collector seen = new Collector();
        broker.channel("news").subscribe(seen);
        broker.channel("news").publish("hello").join();
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            closers.add(new Thread(broker::close));
        }
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            closer.join();
        }
        broker.close();
        assertThat(seen.events()).hasSize(2);
    }

    @Test
    void aHandlerMayCallIt() throws Exception {
        Broker broker = Broker.open();
        CountDownLatch closed = new CountDownLatch(1);
        Collector other = new Collector();
        broker.channel("other").subscribe(other);
        broker.channel("other").publish("hello").join();
        broker.channel("news").subscribe(message -> {
            broker.close(Duration.ofSeconds(1));
            closed.countDown();
        });
        broker.channel("news").publish("close");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(other.texts()).containsExactly("hello");
        assertCode(broker.channel("news").publish("late"), ErrorCode.CLOSED);
    }

    @Test
    void noThreadIsLeft() {
        Broker broker = Broker.open();
        broker.channel("news").subscribe(message -> {});
        broker.channel("news").publish("hello").join();
        assertThat(threads()).isNotEmpty();
        broker.close();
        Collector.soon(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void withATimeThatStandsStillItNeedsNoTick() {
        ManualTime time = ManualTime.create();
        Broker broker = Broker.builder().time(time).build();
        Collector seen = new Collector();
        broker.channel("news").subscribe(seen);
        for (int i = 0; i < 1_000; i++) {
            broker.channel("news").publish("m" + i);
        }
        long began = System.nanoTime();
        broker.close(Duration.ofSeconds(30));
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(seen.messages()).hasSize(1_000);
    }

    @Test
    void aPublishUnderWayIsAwaitedWithATimeThatStandsStill() throws Exception {
        FrozenStorage storage = new FrozenStorage();
        storage.set("news", FrozenStorage.Mode.FROZEN);
        Broker broker =
                Broker.builder().storage(storage).time(ManualTime.create()).build();
        Collector seen = new Collector();
        broker.channel("news").subscribe(seen);
        CompletableFuture<Published> pending = broker.channel("news").publish("hello");
        Thread closer = new Thread(() -> broker.close(Duration.ofSeconds(30)));
        closer.start();
        Collector.soon(() -> assertThat(broker.channel("other").publish("late")).isCompletedExceptionally());
        storage.thaw("news");
        closer.join(10_000);
        assertThat(closer.isAlive()).isFalse();
        assertThat(pending.get(1, TimeUnit.SECONDS).position().offset()).isEqualTo(1);
        assertThat(seen.texts()).containsExactly("hello");
    }

    @Test
    void whoSubscribesWhileItClosesIsRefusedOrTold() throws Exception {
        for (int round = 0; round < 200; round++) {
            Broker broker = Broker.open();
            Channel news = broker.channel("news");
            Collector seen = new Collector();
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Boolean> subscribed = CompletableFuture.supplyAsync(() -> {
                SlowReaderCatchesUpTest.awaitQuietly(go);
                try {
                    news.subscribe(seen);
                    return true;
                } catch (PushCoreException closed) {
                    return false;
                }
            });
            go.countDown();
            long began = System.nanoTime();
            broker.close(Duration.ofSeconds(30));
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(20));
            if (subscribed.join()) {
                assertThat(seen.events().stream().noneMatch(Message.class::isInstance))
                        .isTrue();
            }
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("pushcore-"))
                .toList();
    }

    private static Event last(Collector collector) {
        return collector.events().get(collector.count() - 1);
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(call)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CLOSED));
    }

    static void assertCode(CompletableFuture<?> future, ErrorCode code) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
