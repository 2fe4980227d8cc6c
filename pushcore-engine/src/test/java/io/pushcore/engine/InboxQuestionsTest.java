package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Inbox;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import io.pushcore.ReadStates;
import io.pushcore.SessionEvent;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I14: questions about an inbox need no session, and take over from none")
@Timeout(120)
class InboxQuestionsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<SessionEvent> sessions = new CopyOnWriteArrayList<>();
    private final MemoryStorage storage = MemoryStorage.create();
    private final Broker broker = Broker.builder()
            .storage(storage)
            .time(ManualTime.create())
            .limit(Limit.SESSIONS_PER_USER, 1)
            .sessionEvents(sessions::add)
            .build();

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private static String text(InboxEvent event) {
        Delivery delivery = (Delivery) event;
        return delivery.seq() + " " + delivery.message().text();
    }

    private static String text(CompletableFuture<InboxEvent> event) {
        return text(event.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join());
    }

    private InboxStore store() {
        return storage.inboxStore().orElseThrow();
    }

    /** Nobody has it open any more. */
    private void awaitFree(String user, String device) {
        await().atMost(SOON)
                .until(() -> store().holder(new InboxId(user, device))
                        .toCompletableFuture()
                        .join()
                        .isEmpty());
    }

    @Test
    void theFirstIsToldAgainUntilItIsAcknowledged() {
        Inbox anna = broker.inbox("anna");
        broker.push("anna", "one").join();
        broker.push("anna", "two").join();
        assertThat(text(anna.first())).isEqualTo("1 one");
        assertThat(text(anna.first())).isEqualTo("1 one");
        anna.ack(1).join();
        assertThat(text(anna.first())).isEqualTo("2 two");
        awaitFree("anna", "");
        assertThat(sessions).isEmpty();
    }

    @Test
    void whoAsksWaitsForWhatIsPushedAndForWhatIsPublishedToWhatIsFollowedMeanwhile() {
        Inbox anna = broker.inbox("anna");
        CompletableFuture<InboxEvent> first = anna.first();
        CompletableFuture<InboxEvent> same = anna.first();
        assertThat(broker.push("anna", "one").join().online()).isFalse();
        assertThat(text(first)).isEqualTo("1 one");
        assertThat(text(same)).isEqualTo("1 one");
        anna.ack(1).join();
        CompletableFuture<InboxEvent> next = anna.first();
        broker.channel("news").follow("anna").join();
        broker.channel("news").publish("two").join();
        assertThat(text(next)).isEqualTo("2 two");
    }

    @Test
    void whoAsksWaitsOnWhileSessionsComeAndGo() throws Exception {
        Inbox anna = broker.inbox("anna");
        CompletableFuture<InboxEvent> first = anna.first();
        for (int i = 0; i < 3; i++) {
            try (InboxSession session = anna.open().join()) {
                assertThat(session.next(Duration.ZERO)).isEmpty();
            }
        }
        InboxSession session = anna.open().join();
        assertThat(first).isNotDone();
        broker.push("anna", "one").join();
        assertThat(text(first)).isEqualTo("1 one");
        assertThat(text(session.next(SOON).orElseThrow())).isEqualTo("1 one");
        // the session goes on
        anna.ack(1).join();
        broker.push("anna", "two").join();
        assertThat(text(session.next(SOON).orElseThrow())).isEqualTo("2 two");
        assertThat(text(anna.first())).isEqualTo("2 two");
        session.ack(2).join();
    }

    @Test
    void whoWaitsNoMoreLeavesNothing() {
        List<CompletableFuture<InboxEvent>> waiting = IntStream.range(0, 100)
                .mapToObj(i -> broker.inbox("anna", "device" + i % 16).first())
                .toList();
        await().atMost(SOON)
                .until(() -> broker.inbox("anna", "device15").exists().join());
        waiting.forEach(one -> one.cancel(false));
        for (int i = 0; i < 16; i++) {
            awaitFree("anna", "device" + i);
        }
        assertThatThrownBy(() -> waiting.get(0).join()).isInstanceOf(CancellationException.class);
        assertThat(sessions).isEmpty();
    }

    @Test
    void whoWaitsIsToldThatTheBrokerHasClosed() {
        CompletableFuture<InboxEvent> first = broker.inbox("anna").first();
        await().atMost(SOON).until(() -> broker.inbox("anna").exists().join());
        broker.close(Duration.ofSeconds(2));
        assertThatThrownBy(first::join)
                .cause()
                .isInstanceOfSatisfying(
                        PushCoreException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.CLOSED));
    }

    @Test
    void whatIsAcknowledgedIsToldOfEachDevice() throws Exception {
        Inbox phone = broker.inbox("anna", "phone");
        Inbox desk = broker.inbox("anna", "desk");
        for (int i = 1; i <= 9; i++) {
            broker.push("anna", "m" + i).join();
        }
        assertThat(read(phone)).isEmpty();
        phone.pending(9).join();
        phone.ack(3).join();
        try (InboxSession session = desk.open().join()) {
            for (int i = 1; i <= 9; i++) {
                session.next(SOON);
            }
            session.ack(2).join();
            session.ackOnly(5).join();
            // as it is, and not as it was recorded last
            assertThat(read(desk)).containsExactly(1, 2, 5);
        }
        awaitFree("anna", "desk");
        assertThat(read(desk)).containsExactly(1, 2, 5);
        assertThat(read(phone)).containsExactly(1, 2, 3);
        assertThat(read(broker.inbox("anna"))).isEmpty();
    }

    private static List<Integer> read(Inbox inbox) {
        ReadStates states = inbox.acknowledged(1, 20).join();
        return IntStream.rangeClosed(1, 20).filter(states::isRead).boxed().toList();
    }

    @Test
    void anInboxExistsFromItsOpeningUntilItIsForgotten() {
        Inbox anna = broker.inbox("anna");
        broker.push("anna", "one").join();
        assertThat(anna.exists().join()).isFalse();
        anna.pending(0).join();
        assertThat(anna.exists().join()).isTrue();
        assertThat(broker.inbox("anna", "phone").exists().join()).isFalse();
        anna.forget().join();
        assertThat(anna.exists().join()).isFalse();
    }

    @Test
    void whatWasNotShownIsNotAcknowledged() {
        broker.push("anna", "one").join();
        assertThatThrownBy(() -> broker.inbox("anna").ack(1).join())
                .cause()
                .isInstanceOfSatisfying(
                        PushCoreException.class, why -> assertThat(why.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }
}
