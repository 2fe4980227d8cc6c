package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Reader;
import io.pushcore.Start;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R6: close() by a handler or a completion")
@Timeout(60)
class ClosingFromWithinTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long AT_ONCE = TimeUnit.SECONDS.toNanos(20);

    private final Broker broker = Broker.open();
    private final Channel news = broker.channel("news");

    /** Closes the broker when it is shown a message, and keeps what it is shown. */
    private final class Closer implements Reader {
        private final Collector seen = new Collector();
        private final CompletableFuture<Long> took = new CompletableFuture<>();

        @Override
        public void message(Message message) {
            seen.message(message);
            closeIn(took);
        }

        @Override
        public void closed(Closed closed) {
            seen.closed(closed);
        }
    }

    @Test
    void aHandlerIsNotWaitedForAndThenToldOfTheEnd() {
        Closer closer = new Closer();
        Collector other = new Collector();
        news.subscribe(closer).started().join();
        news.subscribe(other).started().join();
        news.publish("close").join();
        assertThat(closer.took.join()).isLessThan(AT_ONCE);
        closer.seen.awaitEvents(2);
        assertThat(closer.seen.texts()).containsExactly("close");
        assertThat(closer.seen.isClosed()).isTrue();
        assertThat(other.texts()).containsExactly("close");
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void whatItLeftUnreadIsNotShownAfterwards() {
        Closer closer = new Closer();
        news.subscribe(closer).started().join();
        news.publishAll(List.of(Publication.of("close"), Publication.of("unread")))
                .join();
        assertThat(closer.took.join()).isLessThan(AT_ONCE);
        closer.seen.awaitEvents(2);
        assertThat(closer.seen.events().get(1))
                .isEqualTo(new Closed("news", Closed.Reason.BROKER_CLOSED, "broker is closed"));
    }

    @Test
    void aHandlerOfAPatternIsNotWaitedForInAnyOfItsChannels() {
        for (int i = 0; i < 3; i++) {
            broker.channel("c" + i).publish("before").join();
        }
        Closer closer = new Closer();
        broker.subscribe(">", closer);
        broker.channel("c1").publish("close").join();
        assertThat(closer.took.join()).isLessThan(AT_ONCE);
        closer.seen.awaitEvents(2);
        assertThat(closer.seen.texts()).containsExactly("close");
        assertThat(closer.seen.events().get(1))
                .isEqualTo(new Closed(">", Closed.Reason.BROKER_CLOSED, "broker is closed"));
    }

    @Test
    void aFlowSubscriberIsNotWaitedForAndThenComplete() {
        CompletableFuture<Long> took = new CompletableFuture<>();
        CompletableFuture<Void> complete = new CompletableFuture<>();
        news.flow(Start.now()).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Event event) {
                closeIn(took);
            }

            @Override
            public void onError(Throwable failure) {
                complete.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                complete.complete(null);
            }
        });
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isEqualTo(1));
        news.publish("close");
        assertThat(took.join()).isLessThan(AT_ONCE);
        complete.join();
    }

    @Test
    void aCompletionIsNotWaitedFor() {
        CompletableFuture<Long> took = new CompletableFuture<>();
        news.subscribe(message -> {}).started().thenRun(() -> closeIn(took));
        assertThat(took.join()).isLessThan(AT_ONCE);
    }

    @Test
    void manyHandlersMayCloseAtTheSameTime() {
        CyclicBarrier together = new CyclicBarrier(2);
        List<CompletableFuture<Long>> took = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        for (CompletableFuture<Long> one : took) {
            news.subscribe(message -> {
                        meet(together);
                        closeIn(one);
                    })
                    .started()
                    .join();
        }
        news.publish("close");
        assertThat(took).allSatisfy(one -> assertThat(one.join()).isLessThan(AT_ONCE));
    }

    @Test
    void theClosingHandlerIsNotInterrupted() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        news.subscribe(message -> {
                    broker.close();
                    interrupted.complete(Thread.currentThread().isInterrupted());
                })
                .started()
                .join();
        news.publish("close");
        assertThat(interrupted.join()).isFalse();
    }

    private void closeIn(CompletableFuture<Long> took) {
        long began = System.nanoTime();
        broker.close(DEADLINE);
        took.complete(System.nanoTime() - began);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
