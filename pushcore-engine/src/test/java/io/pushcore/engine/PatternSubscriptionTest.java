package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Message;
import io.pushcore.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("R5: pattern subscriptions")
@Timeout(60)
class PatternSubscriptionTest {

    @Test
    void channelsThatComeLaterAreHeardFromTheirFirstMessage() {
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            broker.channel("chat.there").publish("before").join();
            broker.subscribe("chat.*", seen);
            broker.channel("chat.there").publish("a").join();
            for (int i = 0; i < 100; i++) {
                broker.channel("chat.c" + i).publish("first of " + i);
                broker.channel("chats").publish("no");
                broker.channel("chat.c.d").publish("no");
            }
            seen.awaitEvents(101);
            assertThat(seen.texts()).hasSize(101).doesNotContain("no", "before");
            assertThat(seen.messages())
                    .allSatisfy(message -> assertThat(message.channel()).startsWith("chat."))
                    .extracting(Message::offset)
                    .containsOnly(1L, 2L);
        }
    }

    @Test
    void theFirstMessageIsHeardThoughManyCreateTheChannelAtOnce() throws Exception {
        int rounds = 2_000;
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            broker.subscribe(">", seen);
            CyclicBarrier start = new CyclicBarrier(2);
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                publishers.add(new Thread(() -> {
                    for (int i = 0; i < rounds; i++) {
                        try {
                            start.await();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                        broker.channel("c" + i).publish("m").join();
                    }
                }));
            }
            publishers.forEach(Thread::start);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            seen.awaitEvents(2 * rounds);
            assertOrderPerChannel(seen.messages(), 2);
        }
    }

    @Test
    void orderHoldsPerChannelAndOneEventComesAtATime() throws Exception {
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            broker.subscribe("*", seen);
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < 8; p++) {
                String name = "c" + p;
                publishers.add(new Thread(() -> {
                    for (int i = 0; i < 500; i++) {
                        broker.channel(name).publish("m");
                    }
                }));
            }
            publishers.forEach(Thread::start);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            seen.awaitEvents(4_000);
            assertOrderPerChannel(seen.messages(), 500);
        }
    }

    @Test
    void reservedNamesAreNeverHeard() {
        try (Broker broker = Broker.open()) {
            Collector all = new Collector();
            Collector own = new Collector();
            broker.subscribe(">", all);
            broker.subscribe("*", all);
            broker.subscribe("$sys.*", own);
            for (String name : List.of("@ann", "$sys.a", "#ann", "@ann.b", "$sys")) {
                broker.channel(name).publish("no").join();
            }
            broker.channel("plain").publish("yes").join();
            all.awaitEvents(2);
            own.awaitEvents(1);
            assertThat(all.texts()).containsExactly("yes", "yes");
            assertThat(own.texts()).as("who names the sign means it").containsExactly("no");
        }
    }

    @Test
    void afterItsEndNothingIsHeard() {
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            Subscription subscription = broker.subscribe("*", seen);
            assertThat(subscription.name()).isEqualTo("*");
            assertThat(subscription.started().join().offset()).isZero();
            broker.channel("a").publish("heard").join();
            seen.awaitEvents(1);
            subscription.close();
            seen.awaitEvents(2);
            broker.channel("a").publish("no").join();
            broker.channel("b").publish("no").join();
            subscription.close();
            Collector.soon(() -> assertThat(broker.stats().subscriptions()).isZero());
            assertThat(seen.texts()).containsExactly("heard");
            assertThat(seen.events().get(1)).isEqualTo(new Closed("*", Closed.Reason.UNSUBSCRIBED, ""));
        }
    }

    @Test
    void oneChannelThatIsBusyDoesNotStarveAnother() {
        try (Broker broker = Broker.open()) {
            CountDownLatch other = new CountDownLatch(1);
            Collector seen = new Collector();
            broker.subscribe("*", message -> {
                seen.message(message);
                if (message.channel().equals("busy") && other.getCount() > 0) {
                    broker.channel("busy").publish("again");
                } else {
                    other.countDown();
                }
            });
            broker.channel("busy").publish("first").join();
            broker.channel("quiet").publish("hello").join();
            SlowReaderCatchesUpTest.awaitQuietly(other);
            assertThat(seen.texts()).contains("hello");
        }
    }

    @Test
    void aPatternWithoutWildcardsIsTheChannelItself() {
        try (Broker broker = Broker.open()) {
            Collector seen = new Collector();
            Subscription subscription = broker.subscribe("news", seen);
            subscription.started().join();
            broker.channel("news").publish("hello").join();
            seen.awaitEvents(1);
            assertThat(subscription.name()).isEqualTo("news");
            assertThat(subscription.position().offset()).isEqualTo(1);
        }
    }

    private static void assertOrderPerChannel(List<Message> messages, long each) {
        Map<String, Long> last = new HashMap<>();
        for (Message message : messages) {
            assertThat(message.offset()).isEqualTo(last.getOrDefault(message.channel(), 0L) + 1);
            last.put(message.channel(), message.offset());
        }
        assertThat(last.values()).containsOnly(each);
    }
}
