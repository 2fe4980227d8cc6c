package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.Message;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R4: reading by asking")
@Timeout(60)
class PullTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Broker broker = Broker.open();
    private final Channel news = broker.channel("news");
    private final PullSubscription reader = news.pull(Start.now());

    @AfterEach
    void close() {
        reader.close();
        broker.close();
    }

    @Test
    void nothingComesInTime() throws Exception {
        assertThat(reader.next(Duration.ZERO)).isEmpty();
        assertThat(reader.next(Duration.ofSeconds(-1))).isEmpty();
        long began = System.nanoTime();
        assertThat(reader.next(Duration.ofMillis(30))).isEmpty();
        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(29));
    }

    @Test
    void oneMayWaitForEver() throws Exception {
        CompletableFuture<Optional<Event>> next =
                inBackground(ChronoUnit.FOREVER.getDuration(), new AtomicReference<>());
        news.publish("hello").join();
        assertThat(next.get(20, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void aSecondReaderIsRefusedAndTheFirstGoesOn() throws Exception {
        AtomicReference<Thread> first = new AtomicReference<>();
        CompletableFuture<Optional<Event>> next = inBackground(SOON, first);
        Collector.soon(() -> assertThat(first.get().getState()).isEqualTo(Thread.State.TIMED_WAITING));
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(() -> reader.next(Duration.ZERO))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SECOND_READER));
        news.publish("hello").join();
        assertThat(next.get(20, TimeUnit.SECONDS)).isPresent();
        assertThat(reader.next(Duration.ZERO))
                .as("afterwards the other may read")
                .isEmpty();
    }

    @Test
    void anInterruptLosesNoEvent() throws Exception {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.next(SOON));
        news.publish("hello").join();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.next(SOON));
        assertThat(reader.next(SOON)).containsInstanceOf(Message.class);
    }

    @Test
    void closingWakesWhoWaits() throws Exception {
        AtomicReference<Thread> waiting = new AtomicReference<>();
        CompletableFuture<Optional<Event>> next = inBackground(SOON, waiting);
        Collector.soon(() -> assertThat(waiting.get().getState()).isEqualTo(Thread.State.TIMED_WAITING));
        reader.close();
        assertThat(next.get(10, TimeUnit.SECONDS)).contains(new Closed("news", Closed.Reason.UNSUBSCRIBED, ""));
        assertThat(reader.next(SOON)).isEmpty();
        Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
    }

    @Test
    @DisplayName("R1: the position is known at once and tells where reading goes on")
    void thePositionFollowsWhatWasRead() throws Exception {
        assertThat(reader.started().join().offset()).isZero();
        news.publish("a").join();
        news.publish("b").join();
        assertThat(reader.position().offset()).isZero();
        reader.next(SOON);
        assertThat(reader.position().offset()).isEqualTo(1);
        try (PullSubscription again = news.pull(Start.after(reader.position()))) {
            assertThat(((Message) again.next(SOON).orElseThrow()).text()).isEqualTo("b");
        }
    }

    private CompletableFuture<Optional<Event>> inBackground(Duration atMost, AtomicReference<Thread> thread) {
        CompletableFuture<Optional<Event>> next = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                next.complete(reader.next(atMost));
            } catch (Throwable failure) {
                next.completeExceptionally(failure);
            }
        });
        thread.set(asking);
        asking.start();
        return next;
    }
}
