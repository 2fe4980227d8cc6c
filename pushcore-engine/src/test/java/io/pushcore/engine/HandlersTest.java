package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.Closed;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R3: handlers")
class HandlersTest {
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void handlersThatBlockForEverCostTheirOwnPositionOnly() {
        Broker broker = Broker.open();
        othersGoOnBesideBlocked(broker, 12);
        broker.close(Duration.ofMillis(100));
    }

    @Test
    void onAnExecutorOfTheApplicationTheyCostTheirThreadToo() {
        ExecutorService own = Executors.newFixedThreadPool(4);
        try {
            Broker broker = Broker.builder().executor(own).build();
            othersGoOnBesideBlocked(broker, 3);
            broker.close(Duration.ofMillis(100));
        } finally {
            never.countDown();
            own.shutdownNow();
        }
    }

    private void othersGoOnBesideBlocked(Broker broker, int blocked) {
        Channel news = broker.channel("news");
        CountDownLatch standing = new CountDownLatch(blocked);
        for (int i = 0; i < blocked; i++) {
            news.subscribe(message -> {
                standing.countDown();
                SlowReaderCatchesUpTest.awaitQuietly(never);
            });
        }
        Collector other = new Collector();
        news.subscribe(other);
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            news.publish("m" + i).join();
            expected.add("m" + i);
        }
        other.awaitEvents(1_000);
        assertThat(other.texts()).isEqualTo(expected);
        Collector.soon(() -> assertThat(standing.getCount()).isZero());
        news.publish("after all stand").join();
        other.awaitEvents(1_001);
    }

    @Test
    void aHandlerThatThrowsGetsTheNextMessage() {
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            Channel news = broker.channel("news");
            news.subscribe(new Reader() {
                @Override
                public void message(Message message) {
                    seen.message(message);
                    switch (message.text()) {
                        case "unchecked" -> throw new IllegalStateException("as the test says");
                        case "assertion" -> throw new AssertionError("as the test says");
                        case "linkage" -> throw new NoClassDefFoundError("as the test says");
                        case "overflow" -> throw new StackOverflowError("as the test says");
                        case "error" -> throw new Error("as the test says");
                        default -> {}
                    }
                }

                @Override
                public void closed(Closed closed) {
                    throw new IllegalStateException("as the test says");
                }
            });
            List<String> all = List.of("a", "unchecked", "assertion", "linkage", "overflow", "error", "b");
            all.forEach(news::publish);
            seen.awaitEvents(all.size());
            assertThat(seen.texts()).isEqualTo(all);
            assertThat(broker.stats().handlerFailures()).isEqualTo(5);
        }
    }

    @Test
    void aHandlerIsNeverCalledOnThePublishersThread() {
        try (Broker broker = Broker.open()) {
            AtomicReference<Thread> called = new AtomicReference<>();
            broker.channel("news").subscribe(message -> called.set(Thread.currentThread()));
            broker.channel("news").publish("hello").join();
            Collector.soon(() -> assertThat(called.get()).isNotNull().isNotSameAs(Thread.currentThread()));
        }
    }

    @Test
    void theApplicationMayHaveItOnThePublishersThread() {
        try (Broker broker = Broker.builder().executor(Runnable::run).build()) {
            List<String> seen = new ArrayList<>();
            Channel news = broker.channel("news");
            news.subscribe(message -> {
                seen.add(message.text());
                if (message.text().length() < 5) {
                    news.publish(message.text() + "x");
                }
            });
            news.publish("a").join();
            assertThat(seen).containsExactly("a", "ax", "axx", "axxx", "axxxx");
        }
    }

    @Test
    void aHandlerMayEndItsOwnSubscription() {
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            Collector seen = new Collector();
            AtomicReference<Subscription> own = new AtomicReference<>();
            CountDownLatch set = new CountDownLatch(1);
            own.set(news.subscribe(new Reader() {
                @Override
                public void message(Message message) {
                    SlowReaderCatchesUpTest.awaitQuietly(set);
                    seen.message(message);
                    if (message.text().equals("m3")) {
                        own.get().close();
                    }
                }

                @Override
                public void closed(Closed closed) {
                    seen.closed(closed);
                }
            }));
            set.countDown();
            for (int i = 1; i <= 10; i++) {
                news.publish("m" + i).join();
            }
            seen.awaitEvents(4);
            assertThat(seen.texts()).containsExactly("m1", "m2", "m3");
            assertThat(seen.events().get(3)).isEqualTo(new Closed("news", Closed.Reason.UNSUBSCRIBED, ""));
            Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
            own.get().close();
        }
    }

    @Test
    void aSubscriptionThatEndsBeforeItBeganLeavesNothingBehind() {
        FrozenStorage storage = new FrozenStorage();
        storage.blind("news");
        try (Broker broker = Broker.builder().storage(storage).build()) {
            Collector seen = new Collector();
            Subscription subscription = broker.channel("news").subscribe(seen);
            subscription.close();
            seen.awaitEvents(1);
            storage.thaw("news");
            broker.channel("news").publish("hello").join();
            assertThat(seen.texts()).isEmpty();
            assertThat(subscription.started()).isCompletedExceptionally();
            Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
        }
    }

    @Test
    @DisplayName(
            "R3: handlers that wait for each other all get a thread, also while the time of the broker stands still")
    void handlersThatWaitForEachOtherAllGetAThread() throws Exception {
        try (Broker broker = Broker.builder().time(ManualTime.create()).build()) {
            CountDownLatch all = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                broker.channel("news").subscribe(message -> {
                    all.countDown();
                    SlowReaderCatchesUpTest.awaitQuietly(all);
                });
            }
            broker.channel("news").publish("meet");
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsSubscribedInAHandlerReadsOnFromThere() {
        try (Broker broker = Broker.builder().channels(ChannelRules.keep(100)).build()) {
            Channel news = broker.channel("news");
            Collector later = new Collector();
            news.subscribe(message -> {
                if (message.text().equals("m1")) {
                    news.subscribe(Start.after(message.position()), later);
                }
            });
            for (int i = 1; i <= 50; i++) {
                news.publish("m" + i);
            }
            later.awaitEvents(49);
            assertThat(later.texts()).first().isEqualTo("m2");
            Collector.assertNothingSkippedSilently(later.events());
        }
    }
}
