package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.InboxEvent;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.SessionEvent;
import io.pushcore.Start;
import io.pushcore.memory.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Two nodes over one storage, whose answers are late or lost")
@Timeout(120)
class NodesInTroubleTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemoryStorage memory = MemoryStorage.shared();
    private final ManualTime time = ManualTime.create();
    private final One one = new One();
    private final One two = new One();

    /** A broker, and the way it reaches the storage. */
    private final class One {
        final ForgetfulInboxes storage = new ForgetfulInboxes(memory);
        final List<SessionEvent> told = new CopyOnWriteArrayList<>();
        final Broker broker = Broker.builder()
                .storage(storage)
                .time(time)
                .sessionEvents(told::add)
                .build();

        InboxSession open(String user) {
            return broker.inbox(user).open().join();
        }
    }

    @AfterEach
    void close() {
        one.broker.close(Duration.ofMillis(200));
        two.broker.close(Duration.ofMillis(200));
    }

    @Test
    @DisplayName(
            "I6: who opens an inbox and hears of another node's opening before its own is answered does not have it")
    void whoHearsOfATakeoverBeforeItsOwnOpeningDoesNotHaveIt() {
        one.open("bert");
        one.storage.answerNextLate("open");
        CompletableFuture<InboxSession> opening = one.broker.inbox("anna").open();
        await().atMost(SOON).until(() -> one.storage.swallowed() == 1);
        two.open("anna");
        passUntil(() -> notes() == 0);
        one.storage.comeTo();
        assertThatThrownBy(opening::join).hasMessageContaining("open elsewhere");
    }

    @Test
    @DisplayName("I6: the session before is told, also where a first try to open was carried out and its answer lost")
    void whoOpensAgainAfterALostAnswerTellsWhoHadIt() {
        InboxSession before = one.open("anna");
        two.storage.loseNextAnswer("open");
        assertThatThrownBy(() -> two.open("anna")).hasMessageContaining("as the test wants it");
        two.open("anna");
        assertThatItIsTakenOver(before);
    }

    @Test
    @DisplayName("I6: the session before is told, also where an opening is answered after it was given up")
    void anOpeningThatWasGivenUpTellsWhoHadIt() {
        InboxSession before = one.open("anna");
        two.storage.swallowNext("open");
        CompletableFuture<InboxSession> lost = two.broker.inbox("anna").open();
        passUntil(lost::isDone);
        two.storage.comeTo();
        assertThatItIsTakenOver(before);
    }

    @Test
    @DisplayName("I6: a note of a takeover is left as soon as that can be")
    void aNoteThatCannotBeLeftIsLeftLater() {
        InboxSession before = one.open("anna");
        two.storage.refuse("put");
        two.open("anna");
        time.advance(SECOND);
        two.storage.refuseNoMore("put");
        assertThatItIsTakenOver(before);
    }

    @Test
    @DisplayName("I6: a note of a takeover counts, whether its taking is answered or not")
    void aNoteWhoseTakingIsNotAnsweredCounts() {
        InboxSession before = one.open("anna");
        one.storage.loseNextAnswer("take");
        two.open("anna");
        assertThatItIsTakenOver(before);
    }

    @Test
    @DisplayName(
            "I11: a node whose lease was over sends its sessions away, also where the answer to its new lease was lost")
    void aNodeThatDoesNotHearOfItsNewLeaseSendsItsSessionsAway() {
        InboxSession anna = one.open("anna");
        one.storage.refuse("renew");
        passUntil(() -> !two.told.isEmpty());
        one.storage.loseNextAnswer("put");
        one.storage.refuseNoMore("renew");
        assertThat(end(anna).reason()).isEqualTo(Closed.Reason.KICKED);
        two.open("anna");
        assertThat(one.told).hasSize(1);
    }

    @Test
    @DisplayName("I12: a session whose beginning was carried out unheard takes up no room, once that can be undone")
    void aSessionThatBeganUnheardTakesUpNoRoom() {
        one.open("bert");
        one.storage.loseNextAnswer("openSession");
        CompletableFuture<InboxSession> opening = one.broker.inbox("anna").open();
        await().atMost(SOON).until(() -> sessions("anna") == 1);
        one.storage.refuse("openSession");
        one.storage.refuse("closeSession");
        passUntil(opening::isDone);
        assertThat(opening).isCompletedExceptionally();
        one.storage.refuseNoMore("openSession");
        one.storage.refuseNoMore("closeSession");
        passUntil(() -> sessions("anna") == 0);
        assertThat(one.told).extracting(SessionEvent::user).containsOnly("bert");
    }

    @Test
    @DisplayName("L5: what waits behind a hole is of the epoch before where a channel was deleted meanwhile")
    void whatWaitsBehindAHoleIsForgottenWithItsEpoch() {
        List<String> heard = new CopyOnWriteArrayList<>();
        one.broker
                .channel("news")
                .subscribe(Start.now(), (Message message) -> heard.add(message.text()))
                .started()
                .join();
        two.broker.channel("news").publish("elsewhere").join();
        // time stands still: nobody fills the hole before it
        one.broker.channel("news").publish("behind it").join();
        two.broker.channel("news").delete().join();
        one.broker.channel("news").publish("first").join();
        await().atMost(SOON).until(() -> heard.contains("first"));
        one.broker.channel("news").publish("second").join();
        passUntil(() -> heard.contains("second"));
        assertThat(heard).containsExactly("first", "second");
    }

    private int sessions(String user) {
        return memory.leaseStore()
                .orElseThrow()
                .sessions(user)
                .toCompletableFuture()
                .join()
                .size();
    }

    private long notes() {
        return memory.leaseStore()
                .orElseThrow()
                .list("taken-over/", "", 10)
                .toCompletableFuture()
                .join()
                .size();
    }

    private void assertThatItIsTakenOver(InboxSession session) {
        assertThat(end(session).reason()).isEqualTo(Closed.Reason.TAKEN_OVER);
    }

    private Closed end(InboxSession session) {
        Closed[] end = new Closed[1];
        passUntil(() -> {
            if (next(session) instanceof Closed closed) {
                end[0] = closed;
            }
            return end[0] != null;
        });
        return end[0];
    }

    private static @Nullable InboxEvent next(InboxSession session) {
        try {
            return session.next(Duration.ZERO).orElse(null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a minute at most: after an hour all inboxes are recorded, which tells who is the owner. */
    private void passUntil(BooleanSupplier done) {
        int[] passed = new int[1];
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
            if (passed[0]++ < 60) {
                time.advance(SECOND);
            }
            return done.getAsBoolean();
        });
    }
}
