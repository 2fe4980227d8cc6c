package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("L2, L11: a storage that stalls, refuses or forgets to answer")
@Timeout(60)
class StorageThatStallsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = ManualTime.create();
    private final FrozenStorage storage = new FrozenStorage();
    private final Broker broker = Broker.builder()
            .storage(storage)
            .time(time)
            .channels(ChannelRules.keep(1_000_000))
            .limit(Limit.IN_FLIGHT_BYTES_PER_CHANNEL, 1 << 20)
            .build();
    private final Channel slow = broker.channel("slow");
    private final Channel other = broker.channel("other");

    @AfterEach
    void close() {
        broker.close(Duration.ofMillis(100));
    }

    @Test
    void underAHundredPublishersOneChannelWaitsAndTheOthersDoNot() throws Exception {
        Collector readsSlow = new Collector();
        Collector readsOther = new Collector();
        slow.subscribe(readsSlow).started().join();
        other.subscribe(readsOther).started().join();
        storage.set("slow", FrozenStorage.Mode.FROZEN);
        Queue<CompletableFuture<Published>> onSlow = new ConcurrentLinkedQueue<>();
        Queue<CompletableFuture<Published>> onOther = new ConcurrentLinkedQueue<>();
        String payload = "x".repeat(1_000);
        List<Thread> publishers = new ArrayList<>();
        for (int p = 0; p < 100; p++) {
            publishers.add(new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    onSlow.add(slow.publish(payload));
                    onOther.add(other.publish("m"));
                }
            }));
        }
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        // the others went on at full speed
        assertThat(onOther)
                .hasSize(5_000)
                .allSatisfy(future -> assertThat(future.join().repeat()).isFalse());
        readsOther.awaitEvents(5_000);
        Collector.assertNothingSkippedSilently(readsOther.events());
        // what waits is bounded: each publisher may have looked for room at the same time
        long bound = (1 << 20) + 100 * (1_000 + 128);
        assertThat(broker.stats().inFlightBytes()).isBetween(500_000L, bound);
        assertThat(onSlow.stream()
                        .filter(CompletableFuture::isCompletedExceptionally)
                        .count())
                .isGreaterThan(5_000 - bound / 1_100);
        assertThat(readsSlow.count()).isZero();
        // 20 seconds later nothing has been given up; then the storage goes on
        for (int i = 0; i < 20; i++) {
            time.advance(SECOND);
        }
        Set<Long> acknowledged = new HashSet<>();
        List<CompletableFuture<Published>> pending =
                onSlow.stream().filter(future -> !future.isDone()).toList();
        assertThat(pending).hasSizeGreaterThan(500);
        storage.thaw("slow");
        for (CompletableFuture<Published> future : onSlow) {
            try {
                acknowledged.add(future.join().position().offset());
            } catch (CompletionException busy) {
                assertThat(((PushCoreException) busy.getCause()).code()).isEqualTo(ErrorCode.BUSY);
            }
        }
        // nothing acknowledged was lost or repeated, and readers saw exactly that
        assertThat(acknowledged).hasSize(pending.size());
        assertThat(slow.head().join().offset()).isEqualTo(pending.size());
        readsSlow.awaitEvents(pending.size());
        assertThat(readsSlow.events()).hasSize(pending.size());
        Collector.assertNothingSkippedSilently(readsSlow.events());
        Collector.soon(() -> assertThat(broker.stats().inFlightBytes()).isZero());
    }

    @Test
    void afterPublishTimeoutTheOutcomeIsUnknownAndTheChannelGoesOn() {
        slow.publish("before").join();
        storage.set("slow", FrozenStorage.Mode.FROZEN);
        CompletableFuture<Published> first = slow.publish("first");
        CompletableFuture<Published> second = slow.publish("second");
        time.advance(Duration.ofSeconds(29));
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        time.advance(SECOND);
        ClosingTest.assertCode(first, ErrorCode.OUTCOME_UNKNOWN);
        assertThat(second).as("the one behind it waits on").isNotDone();
        assertThat(broker.stats().errors()).containsEntry(ErrorCode.OUTCOME_UNKNOWN, 1L);
        storage.thaw("slow");
        second.join();
        // first was carried out after all, once, although it had been repeated
        assertThat(texts(slow)).containsExactlyInAnyOrder("before", "first", "second");
    }

    @Test
    void whatComesTooLateIsSeenByReadersAllTheSame() {
        Collector seen = new Collector();
        slow.subscribe(seen).started().join();
        storage.set("slow", FrozenStorage.Mode.FROZEN);
        CompletableFuture<Published> late = slow.publish("late");
        time.advance(Duration.ofSeconds(30));
        ClosingTest.assertCode(late, ErrorCode.OUTCOME_UNKNOWN);
        storage.thaw("slow");
        seen.awaitEvents(1);
        assertThat(slow.publish("next").join().position().offset()).isEqualTo(2);
        seen.awaitEvents(2);
        assertThat(seen.texts()).containsExactly("late", "next");
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameId() {
        Collector seen = new Collector();
        slow.subscribe(seen).started().join();
        storage.set("slow", FrozenStorage.Mode.SILENT);
        CompletableFuture<Published> future = slow.publish("hello");
        time.advance(Duration.ofSeconds(4));
        assertThat(future).isNotDone();
        assertThat(seen.count()).as("not visible before it is known").isZero();
        storage.thaw("slow");
        time.advance(Duration.ofSeconds(1));
        assertThat(future.join()).isEqualTo(new Published(slow.head().join(), Durability.MEMORY, false));
        seen.awaitEvents(1);
        assertThat(texts(slow)).containsExactly("hello");
    }

    @Test
    void aFailureOfUnknownOutcomeIsRepeatedAndAppendsOnce() {
        storage.set("slow", FrozenStorage.Mode.RETRIABLE);
        List<CompletableFuture<Published>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(slow.publish("m" + i));
        }
        int before = storage.appends();
        time.advance(SECOND);
        assertThat(storage.appends()).isBetween(before + 3, before + 10);
        storage.thaw("slow");
        time.advance(SECOND);
        all.forEach(CompletableFuture::join);
        assertThat(texts(slow)).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
    }

    @Test
    void aRefusalAfterAnAttemptThatWasNotAnsweredSaysNothingAboutIt() {
        for (FrozenStorage.Mode refusal : List.of(FrozenStorage.Mode.FULL, FrozenStorage.Mode.CORRUPT)) {
            storage.set("slow", FrozenStorage.Mode.SILENT);
            CompletableFuture<Published> future = slow.publish("stored all the same");
            storage.set("slow", refusal);
            int asked = storage.appends();
            time.advance(Duration.ofSeconds(29));
            assertThat(storage.appends()).as("asked again").isGreaterThan(asked);
            assertThat(future).as("not refused, for it may be in the log").isNotDone();
            time.advance(SECOND);
            ClosingTest.assertCode(future, ErrorCode.OUTCOME_UNKNOWN);
        }
        storage.thaw("slow");
        assertThat(texts(slow)).containsExactly("stored all the same", "stored all the same");
        assertThat(broker.stats().frozenChannels()).isZero();
    }

    @Test
    void onceTheRefusalIsOverThePublishSucceedsAsWhatItWas() {
        storage.set("slow", FrozenStorage.Mode.RETRIABLE);
        CompletableFuture<Published> future = slow.publish("hello");
        storage.set("slow", FrozenStorage.Mode.FULL);
        time.advance(Duration.ofSeconds(20));
        storage.thaw("slow");
        time.advance(SECOND);
        assertThat(future.join().position().offset()).isEqualTo(1);
        assertThat(texts(slow)).containsExactly("hello");
    }

    @Test
    void aFullStorageFailsAtOnceAndFreezesItsChannelUntilAProbeSucceeds() {
        refuses(FrozenStorage.Mode.FULL, ErrorCode.STORAGE_FULL);
    }

    @Test
    void aDamagedStorageFailsAtOnceAndFreezesItsChannelUntilAProbeSucceeds() {
        refuses(FrozenStorage.Mode.CORRUPT, ErrorCode.STORAGE_CORRUPT);
    }

    private void refuses(FrozenStorage.Mode mode, ErrorCode code) {
        Collector seen = new Collector();
        slow.subscribe(seen).started().join();
        storage.set("slow", mode);
        ClosingTest.assertCode(slow.publish("lost"), code);
        assertThat(broker.stats().frozenChannels()).isEqualTo(1);
        int asked = storage.appends();
        for (int i = 0; i < 100; i++) {
            ClosingTest.assertCode(slow.publish("lost"), code);
        }
        assertThat(storage.appends())
                .as("a frozen channel leaves its storage alone")
                .isEqualTo(asked);
        other.publish("others go on").join();
        time.advance(SECOND);
        ClosingTest.assertCode(slow.publish("probe"), code);
        assertThat(storage.appends()).isEqualTo(asked + 2);
        storage.thaw("slow");
        ClosingTest.assertCode(slow.publish("still frozen"), code);
        time.advance(SECOND);
        assertThat(slow.publish("again").join().position().offset()).isEqualTo(1);
        assertThat(broker.stats().frozenChannels()).isZero();
        seen.awaitEvents(1);
        assertThat(seen.texts()).containsExactly("again");
        assertThat(texts(slow)).containsExactly("again");
    }

    @Test
    @DisplayName("L4: nothing is visible before its append completed")
    void nothingIsVisibleBeforeItsAppendCompleted() {
        Collector seen = new Collector();
        slow.subscribe(seen).started().join();
        storage.set("slow", FrozenStorage.Mode.SILENT);
        CompletableFuture<Published> future = slow.publish("hello");
        Collector second = new Collector();
        slow.subscribe(Start.now(), second);
        assertThat(seen.count()).isZero();
        storage.thaw("slow");
        time.advance(Duration.ofSeconds(5));
        future.join();
        seen.awaitEvents(1);
    }

    @Test
    void whileAReaderAsksForTheHeadPublishingWaitsAndNothingIsMissed() {
        storage.blind("slow");
        Collector seen = new Collector();
        slow.subscribe(seen);
        CompletableFuture<Published> future = slow.publish("hello");
        time.advance(Duration.ofSeconds(10));
        assertThat(future).isNotDone();
        storage.thaw("slow");
        time.advance(Duration.ofSeconds(10));
        future.join();
        seen.awaitEvents(1);
        assertThat(seen.texts()).containsExactly("hello");
    }

    @Test
    void aHeadThatIsNeverToldFailsTheReaderNotThePublisher() {
        storage.blind("slow");
        Collector seen = new Collector();
        var subscription = slow.subscribe(seen);
        CompletableFuture<Published> future = slow.publish("hello");
        for (int i = 0; i < 40; i++) {
            time.advance(SECOND);
        }
        future.join();
        seen.awaitEvents(1);
        assertThat(seen.isClosed()).isTrue();
        ClosingTest.assertCode(subscription.started(), ErrorCode.STORAGE_UNAVAILABLE);
    }

    private static List<String> texts(Channel channel) {
        Page page = channel.history(History.earliest().limit(10_000)).join();
        return page.messages().stream().map(Message::text).toList();
    }
}
