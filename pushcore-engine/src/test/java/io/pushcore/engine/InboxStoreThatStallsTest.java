package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I1, I2, I7: a storage of inboxes that gives no answer")
@Timeout(120)
class InboxStoreThatStallsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = ManualTime.create();
    private final MemoryStorage memory = MemoryStorage.shared();
    private final ForgetfulInboxes storage = new ForgetfulInboxes(memory);
    private final Broker broker = Broker.builder().storage(storage).time(time).build();

    @AfterEach
    void close() {
        broker.close(Duration.ofMillis(200));
    }

    @Test
    void aCheckpointWithoutAnAnswerHoldsUpNobodyElseAndIsRepeated() throws Exception {
        InboxSession anna = opened("anna", 3);
        storage.swallowNext("checkpoint");
        anna.ack(2).join();
        passUntil(() -> storage.swallowed() == 1);
        InboxSession bert = opened("bert", 3);
        bert.ack(3).join();
        time.advance(SECOND);
        await().atMost(SOON).until(() -> acknowledged("bert") == 3);
        assertThat(acknowledged("anna")).isZero();
        passUntil(() -> acknowledged("anna") == 2);
        anna.ackOnly(3).join();
        passUntil(() -> acknowledged("anna") == 3);
        storage.comeTo();
        assertThat(acknowledged("anna")).as("what comes late").isEqualTo(3);
        assertThat(anna.next(Duration.ZERO)).isEmpty();
    }

    @Test
    void anOpeningWithoutAnAnswerFailsAndTheNextIsNotTouchedByIt() throws Exception {
        push("anna", 2);
        storage.swallowNext("open");
        CompletableFuture<InboxSession> lost = broker.inbox("anna").open();
        passUntil(lost::isDone);
        assertThatThrownBy(lost::join).hasMessageContaining("no answer to open an inbox");
        InboxSession first = broker.inbox("anna").open().join();
        take(first, 2);
        first.ack(1).join();
        storage.comeTo();
        InboxEvent last = first.next(SOON).orElseThrow();
        assertThat(last)
                .isInstanceOfSatisfying(
                        Closed.class,
                        closed -> assertThat(closed.reason())
                                .as("it may come back")
                                .isEqualTo(Closed.Reason.FAILED));
        InboxSession second = broker.inbox("anna").open().join();
        List<Delivery> again = take(second, 2);
        assertThat(again).extracting(delivery -> delivery.message().text()).containsExactly("m1", "m2");
        assertThat(again.get(0).seq()).as("its numbers were burned").isGreaterThan(2);
    }

    @Test
    void anOpeningThatWasCarriedOutUnheardEndsWhoCameAfterItAsAFailureDoes() throws Exception {
        push("anna", 2);
        storage.swallowNext("open");
        CompletableFuture<InboxSession> lost = broker.inbox("anna").open();
        passUntil(lost::isDone);
        InboxSession anna = broker.inbox("anna").open().join();
        take(anna, 2);
        // what was lost is carried out now, and its answer is lost for good
        memory.inboxStore().orElseThrow().open(new InboxId("anna", ""), "nobody", 10);
        anna.ack(2).join();
        AtomicReference<InboxEvent> last = new AtomicReference<>();
        passUntil(() -> {
            last.set(next(anna));
            return last.get() != null;
        });
        assertThat(last.get())
                .isInstanceOfSatisfying(
                        Closed.class, closed -> assertThat(closed.reason()).isEqualTo(Closed.Reason.FAILED));
    }

    @Test
    void numbersThatAreNotReservedInTimeAreAskedForAgain() throws Exception {
        InboxSession anna = opened("anna", 1);
        storage.swallowNext("reserve");
        for (int i = 0; i < 3; i++) {
            push("anna", 400);
            long from = 2 + i * 400L;
            List<Delivery> more = takeWhilePassing(anna, 400);
            assertThat(more)
                    .extracting(Delivery::seq)
                    .containsExactlyElementsOf(
                            LongStream.range(from, from + 400).boxed().toList());
            anna.ack(from + 399).join();
        }
        assertThat(storage.swallowed()).isEqualTo(1);
        storage.comeTo();
        push("anna", 1);
        assertThat(takeWhilePassing(anna, 1)).extracting(Delivery::seq).containsExactly(1_202L);
    }

    @Test
    @DisplayName("I7, C2: a follow at another node is heard of, though nobody tells of it")
    void aFollowAtAnotherNodeIsHeardOf() throws Exception {
        InboxSession anna = opened("anna", 0);
        try (Broker other = Broker.builder()
                .storage(new ForgetfulInboxes(memory))
                .time(time)
                .build()) {
            other.channel("team").follow("anna").join();
            passUntil(() -> {
                broker.channel("team").publish("hello").join();
                return next(anna) instanceof Delivery;
            });
            other.channel("team").unfollow("anna").join();
            passUntil(() -> {
                broker.channel("team").publish("still there?").join();
                return !(next(anna) instanceof Delivery);
            });
        }
    }

    private static @Nullable InboxEvent next(InboxSession session) {
        try {
            return session.next(Duration.ofMillis(50)).orElse(null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private InboxSession opened(String user, int messages) throws InterruptedException {
        push(user, messages);
        InboxSession session = broker.inbox(user).open().join();
        take(session, messages);
        return session;
    }

    private void push(String user, int messages) {
        for (int i = 1; i <= messages; i++) {
            broker.push(user, "m" + i).join();
        }
    }

    private List<Delivery> take(InboxSession session, int count) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add((Delivery) session.next(SOON).orElseThrow());
        }
        return taken;
    }

    private List<Delivery> takeWhilePassing(InboxSession session, int count) {
        List<Delivery> taken = new ArrayList<>();
        passUntil(() -> {
            InboxEvent event = next(session);
            while (event instanceof Delivery delivery) {
                taken.add(delivery);
                event = taken.size() < count ? next(session) : null;
            }
            return taken.size() == count;
        });
        return taken;
    }

    /** How far the storage says a user has acknowledged. */
    private long acknowledged(String user) {
        var inbox = new InboxId(user, "");
        return memory.inboxStore()
                .orElseThrow()
                .followed(inbox)
                .toCompletableFuture()
                .join()
                .get(0)
                .cursor()
                .floor();
    }

    private void passUntil(BooleanSupplier done) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
            time.advance(SECOND);
            return done.getAsBoolean();
        });
    }
}
