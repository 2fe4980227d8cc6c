package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxSession;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import io.pushcore.SessionEvent;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.Start;
import io.pushcore.memory.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I11, I12: sessions of a user on two nodes over one storage")
@Timeout(60)
class SessionsOnTwoNodesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemoryStorage storage = MemoryStorage.shared();
    private final Node one = new Node(storage);
    /** The last to open the storage gives it its time. */
    private final Node two = new Node(storage);

    @AfterEach
    void close() {
        one.broker.close(Duration.ofSeconds(2));
        two.broker.close(Duration.ofSeconds(2));
    }

    /** A broker with a time of its own: while that stands still, it is as good as dead. */
    private static final class Node {
        final ManualTime time = ManualTime.create();
        final FakeListener fake = new FakeListener();
        final List<SessionEvent> told = new CopyOnWriteArrayList<>();
        final Broker broker;

        Node(MemoryStorage storage) {
            broker = Broker.builder()
                    .storage(storage)
                    .transport(fake)
                    .time(time)
                    .limit(Limit.SESSIONS_PER_USER, 2)
                    .sessionEvents(told::add)
                    .build();
        }

        FakeConnection named(String user) {
            return fake.connect().say("user " + user).awaitLine("ok");
        }

        List<Reason> reasons() {
            return told.stream()
                    .filter(SessionEvent.Closed.class::isInstance)
                    .map(event -> ((SessionEvent.Closed) event).reason())
                    .toList();
        }
    }

    @Test
    @DisplayName("I12: the limit holds over both nodes; who gives way elsewhere is told within a second")
    void theLimitHoldsOverBothNodes() {
        FakeConnection oldest = one.named("anna");
        two.named("anna");
        two.named("anna");
        one.time.advance(SECOND);
        assertThat(oldest.awaitLineOf("bye")).startsWith("bye KICKED ").contains("sessionsPerUser");
        Collector.soon(() -> assertThat(one.reasons()).containsExactly(Reason.OVER_LIMIT));
        assertThat(two.reasons()).isEmpty();
    }

    @Test
    @DisplayName("I11: sessions of a node that died are told of once, by another, and their room is free")
    void sessionsOfADeadNodeAreToldOfOnce() {
        one.named("anna");
        one.named("bert");
        // step by step: a node renews its lease on the executor
        for (int i = 0; i < 10; i++) {
            two.time.advance(SECOND);
            two.named("carl").hangUp();
        }
        Collector.soon(() -> assertThat(two.reasons()).contains(Reason.NODE_LOST));
        Collector.soon(() -> assertThat(lost(two)).containsExactlyInAnyOrder("anna", "bert"));
        FakeConnection first = two.named("anna");
        two.named("anna");
        assertThat(first.say("ping").isClosed()).isFalse();
        assertThat(one.reasons()).isEmpty();
    }

    @Test
    @DisplayName("I11: a node that comes back after others told of its sessions sends them away, and tells nothing")
    void aNodeThatComesBackSendsItsSessionsAway() {
        FakeConnection anna = one.named("anna");
        for (int i = 0; i < 10; i++) {
            two.time.advance(SECOND);
            two.named("carl").hangUp();
        }
        Collector.soon(() -> assertThat(lost(two)).containsExactly("anna"));
        one.time.advance(SECOND);
        assertThat(anna.awaitLineOf("bye")).startsWith("bye CLOSED ");
        FakeConnection again = one.named("anna");
        assertThat(again.say("ping").isClosed()).isFalse();
        assertThat(one.reasons()).isEmpty();
        assertThat(lost(two)).containsExactly("anna");
    }

    @Test
    @DisplayName("I10: a named subscription has one holder over both nodes; the other waits until that closes")
    void aNamedSubscriptionWaitsUntilTheOtherNodeClosesIt() throws Exception {
        one.broker.channel("orders").publish("o1").join();
        InboxSession holder = one.broker
                .channel("orders")
                .durable("billing", Start.earliest())
                .join();
        assertThat(holder.next(Duration.ofSeconds(20))).isPresent();
        CompletableFuture<InboxSession> waiting = two.broker.channel("orders").durable("billing", Start.earliest());
        two.time.advance(SECOND);
        assertThat(waiting).isNotDone();
        holder.ack(1).join();
        one.broker.channel("orders").publish("o2").join();
        holder.close();
        InboxSession next = passing(waiting);
        assertThat(next.next(Duration.ofSeconds(20)).orElseThrow())
                .isInstanceOfSatisfying(
                        Delivery.class,
                        delivery -> assertThat(delivery.message().text()).isEqualTo("o2"));
        assertThat(one.told).isEmpty();
        assertThat(two.told).isEmpty();
    }

    @Test
    @DisplayName("I10: or until its node dies, of which nobody is told")
    void aNamedSubscriptionWaitsUntilTheOtherNodeDies() throws Exception {
        one.broker.channel("orders").durable("billing", Start.earliest()).join();
        InboxSession next = passing(two.broker.channel("orders").durable("billing", Start.earliest()));
        two.broker.channel("orders").publish("o1").join();
        assertThat(next.next(Duration.ofSeconds(20))).isPresent();
        assertThat(two.told).isEmpty();
    }

    @Test
    @DisplayName("I10, R6: who waits for another node's is refused when the own broker closes")
    void whoWaitsIsRefusedWhenTheBrokerCloses() {
        one.broker.channel("orders").durable("billing", Start.earliest()).join();
        CompletableFuture<InboxSession> waiting = two.broker.channel("orders").durable("billing", Start.earliest());
        two.time.advance(SECOND);
        assertThat(waiting).isNotDone();
        two.broker.close();
        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.type(PushCoreException.class))
                .extracting(PushCoreException::code)
                .isEqualTo(ErrorCode.CLOSED);
    }

    /** What comes while time passes on the second node only. */
    private <T> T passing(CompletableFuture<T> awaited) {
        Collector.soon(() -> {
            two.time.advance(SECOND);
            assertThat(awaited).isDone();
        });
        return awaited.join();
    }

    private static List<String> lost(Node node) {
        return node.told.stream()
                .filter(event -> event instanceof SessionEvent.Closed closed && closed.reason() == Reason.NODE_LOST)
                // those who only pass the time
                .filter(event -> !event.user().equals("carl"))
                .map(SessionEvent::user)
                .toList();
    }
}
