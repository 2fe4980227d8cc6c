package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Authenticator;
import io.pushcore.Broker;
import io.pushcore.Closed;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.InboxSession;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import io.pushcore.Session;
import io.pushcore.SessionEvent;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.WhenTooManySessions;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I6, I11, I12: the sessions of a user, how many there may be and what is told of them")
@Timeout(60)
class SessionsOfAUserTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ManualTime time = ManualTime.create();
    private final FakeListener fake = new FakeListener();
    private final List<SessionEvent> told = new CopyOnWriteArrayList<>();
    private Broker broker;

    @AfterEach
    void close() {
        broker.close(Duration.ofSeconds(2));
    }

    private void open(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder()
                        .transport(fake)
                        .time(time)
                        .limit(Limit.SESSIONS_PER_USER, 2)
                        .sessionEvents(told::add))
                .build();
    }

    @Test
    @DisplayName("I12: the oldest gives way to the one too many, and is told to stay away")
    void theOldestGivesWay() {
        open(builder -> builder);
        FakeConnection first = named("anna");
        FakeConnection second = named("anna");
        FakeConnection third = named("anna");
        assertThat(first.awaitLineOf("bye")).startsWith("bye KICKED ").contains("sessionsPerUser");
        Collector.soon(() -> assertThat(of("anna")).hasSize(2));
        FakeConnection fourth = named("anna");
        assertThat(second.awaitLineOf("bye")).startsWith("bye KICKED ");
        assertThat(third.say("sub news").awaitLineOf("subscribed")).isNotEmpty();
        assertThat(fourth.isClosed()).isFalse();
        Collector.soon(() -> assertThat(reasons()).containsExactly(Reason.OVER_LIMIT, Reason.OVER_LIMIT));
    }

    @Test
    @DisplayName("I12: where it is set so, the new one is refused, until another has gone")
    void theNewOneIsRefused() {
        open(builder -> builder.whenTooManySessions(WhenTooManySessions.REFUSE_NEW));
        FakeConnection first = named("anna");
        named("anna");
        FakeConnection third = fake.connect().say("user anna");
        assertThat(third.awaitLineOf("err")).isEqualTo("err LIMIT_REACHED no more than 2 sessionsPerUser");
        assertThat(first.isClosed()).isFalse();
        first.hangUp();
        Collector.soon(() -> assertThat(third.say("user anna").lines()).contains("ok"));

        assertThatThrownBy(() -> broker.inbox("anna").open().join())
                .hasCauseInstanceOf(PushCoreException.class)
                .hasMessageContaining("sessionsPerUser");
    }

    @Test
    @DisplayName("I12: who is anonymous, or a server of the application, is not counted")
    void anonymousOnesAreNotCounted() {
        Authenticator names = credentials -> CompletableFuture.completedFuture(
                switch (credentials.token()) {
                    case "server" -> Identity.of("shop").grants(Identity.GRANT_SERVER);
                    case "nobody" -> Identity.ANONYMOUS;
                    default -> Identity.of(credentials.token());
                });
        open(builder -> builder.authenticator(names));
        for (int i = 0; i < 4; i++) {
            fake.connect().say("token server").awaitLine("welcome shop");
            fake.connect().say("token nobody").awaitLine("welcome ");
        }
        FakeConnection anna = fake.connect().say("token anna").awaitLine("welcome anna");
        assertThat(broker.sessions(100).join().sessions()).hasSize(9);
        assertThat(anna.isClosed()).isFalse();
        Collector.soon(() -> assertThat(told).hasSize(1));
    }

    @Test
    @DisplayName("I12: sessions in the process are counted with those on connections")
    void sessionsInTheProcessAreCounted() throws Exception {
        open(builder -> builder);
        InboxSession page = broker.inbox("anna").open().join();
        InboxSession phone = broker.inbox("anna", "phone").open().join();
        assertThat(of("anna"))
                .extracting(Session::transport, Session::device)
                .containsExactlyInAnyOrder(tuple("process", ""), tuple("process", "phone"));
        FakeConnection line = named("anna");
        assertThat(page.next(SOON)).containsInstanceOf(Closed.class);
        assertThat(broker.disconnectUser("anna", Farewell.STAY_AWAY, "enough").join())
                .isEqualTo(2);
        assertThat(phone.next(SOON)).contains(new Closed("anna", Closed.Reason.KICKED, "enough"));
        assertThat(line.awaitLineOf("bye")).isEqualTo("bye KICKED enough");
        Collector.soon(
                () -> assertThat(reasons()).containsExactlyInAnyOrder(Reason.OVER_LIMIT, Reason.KICKED, Reason.KICKED));
        assertThat(of("anna")).isEmpty();
    }

    @Test
    @DisplayName("I12: opening an inbox anew takes the place of the session it takes over from, and no other's")
    void aTakeoverMakesItsOwnRoom() throws Exception {
        open(builder -> builder);
        FakeConnection page = named("anna");
        InboxSession first = broker.inbox("anna", "phone").open().join();
        InboxSession second = broker.inbox("anna", "phone").open().join();
        assertThat(first.next(SOON))
                .contains(new Closed("anna", Closed.Reason.TAKEN_OVER, "another session opened the inbox"));
        assertThat(page.say("ping").isClosed()).isFalse();
        second.close();
        Collector.soon(() -> assertThat(reasons()).containsExactly(Reason.TAKEN_OVER, Reason.LEFT));
    }

    @Test
    @DisplayName("I11: what becomes of a session is told once, its beginning first")
    void eventsAreToldOnceAndInOrder() {
        open(builder -> builder);
        FakeConnection left = named("anna");
        String leftId = of("anna").get(0).id();
        left.hangUp();
        Collector.soon(() -> assertThat(told)
                .containsExactly(
                        new SessionEvent.Opened(leftId, "anna", "", "fake"),
                        new SessionEvent.Closed(leftId, "anna", "", Reason.LEFT, "")));
        told.clear();
        FakeConnection kicked = named("bert");
        String id = of("bert").get(0).id();
        assertThat(broker.disconnect(id, Farewell.STAY_AWAY, "bad words").join())
                .isTrue();
        kicked.awaitLine("bye KICKED bad words");
        Collector.soon(() -> assertThat(told)
                .containsExactly(
                        new SessionEvent.Opened(id, "bert", "", "fake"),
                        new SessionEvent.Closed(id, "bert", "", Reason.KICKED, "bad words")));
        told.clear();
        named("carl");
        broker.close(Duration.ofSeconds(2));
        assertThat(told).extracting(SessionEvent::user).containsExactly("carl", "carl");
        assertThat(reasons()).containsExactly(Reason.SENT_AWAY);
    }

    @Test
    @DisplayName("I11: an observer that throws hurts nobody")
    void anObserverThatThrowsHurtsNobody() {
        open(builder -> builder.sessionEvents(event -> {
            told.add(event);
            throw new IllegalStateException("as the test says");
        }));
        FakeConnection anna = named("anna");
        anna.say("sub news").awaitLineOf("subscribed");
        anna.hangUp();
        named("bert");
        Collector.soon(() -> assertThat(told).hasSize(3));
    }

    @Test
    @DisplayName("I6: a session outlives its connection by its grace, and comes back as the same")
    void aSessionOutlivesItsConnection() {
        open(builder -> builder);
        FakeConnection first = named("anna");
        String secret = first.say("inbox phone").awaitLineOf("inbox").split(" ")[1];
        String id = of("anna").get(0).id();
        assertThat(of("anna").get(0).device()).isEqualTo("phone");
        first.hangUp();
        Collector.soon(() -> assertThat(of("anna")).isEmpty());
        pass(29);
        FakeConnection back = named("anna");
        assertThat(back.say("inbox phone " + secret).awaitLineOf("inbox")).endsWith(secret);
        assertThat(of("anna")).extracting(Session::id).containsExactly(id);
        back.hangUp();
        Collector.soon(() -> assertThat(of("anna")).isEmpty());
        assertThat(told).extracting(SessionEvent::session).contains(id);
        assertThat(closes(id)).isEmpty();
        pass(31);
        Collector.soon(() ->
                assertThat(closes(id)).extracting(SessionEvent.Closed::reason).containsExactly(Reason.LEFT));
    }

    @Test
    @DisplayName("I6, I12: a session in its grace gives way before one whose user is there")
    void aSessionInItsGraceGivesWayFirst() {
        open(builder -> builder);
        FakeConnection oldest = named("anna");
        FakeConnection lost = named("anna");
        String secret = lost.say("inbox phone").awaitLineOf("inbox").split(" ")[1];
        lost.hangUp();
        Collector.soon(() -> assertThat(of("anna")).hasSize(1));
        named("anna");
        assertThat(oldest.say("ping").isClosed()).isFalse();
        Collector.soon(() -> assertThat(reasons()).containsExactly(Reason.OVER_LIMIT));
        assertThat(of("anna")).hasSize(2);
        oldest.hangUp();
        FakeConnection back = named("anna");
        back.say("inbox phone " + secret);
        assertThat(back.awaitLineOf("err")).startsWith("err KICKED ");
    }

    @Test
    @DisplayName("I12: a node that was away for long finds its sessions again, if it is alone")
    void aNodeThatWasAwayFindsItsSessionsAgain() {
        open(builder -> builder);
        FakeConnection anna = named("anna").say("sub news");
        anna.awaitLineOf("subscribed");
        time.advance(Duration.ofMinutes(1));
        // it is registered again, before the two or after one of them: whichever is the oldest then gives way
        List<FakeConnection> all = List.of(anna, named("anna"), named("anna"));
        Collector.soon(() -> {
            // who met the lease before it was taken again asks once more a second later
            time.advance(Duration.ofSeconds(1));
            assertThat(reasons()).containsExactly(Reason.OVER_LIMIT);
        });
        Collector.soon(
                () -> assertThat(all).filteredOn(FakeConnection::isClosed).hasSize(1));
        assertThat(of("anna")).hasSize(2);
    }

    @Test
    @DisplayName("I12: without leases in the storage this node counts its own")
    void withoutLeasesThisNodeCounts() {
        open(builder -> builder.storage(new WithoutLeases(MemoryStorage.create())));
        FakeConnection first = named("anna");
        named("anna");
        named("anna");
        assertThat(first.awaitLineOf("bye")).startsWith("bye KICKED ");
        Collector.soon(() -> assertThat(reasons()).containsExactly(Reason.OVER_LIMIT));
    }

    private FakeConnection named(String user) {
        return fake.connect().say("user " + user).awaitLine("ok");
    }

    /** Second by second, so that the node has time to say that it is there. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.advance(Duration.ofSeconds(1));
            of("anna");
        }
    }

    private List<Session> of(String user) {
        return broker.sessions(user, 100).join().sessions();
    }

    private List<Reason> reasons() {
        return told.stream()
                .filter(SessionEvent.Closed.class::isInstance)
                .map(event -> ((SessionEvent.Closed) event).reason())
                .toList();
    }

    private List<SessionEvent.Closed> closes(String session) {
        return told.stream()
                .filter(SessionEvent.Closed.class::isInstance)
                .map(SessionEvent.Closed.class::cast)
                .filter(event -> event.session().equals(session))
                .toList();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    /** A storage that keeps logs only. */
    private record WithoutLeases(MemoryStorage memory) implements StorageBackend {
        @Override
        public String name() {
            return "logs only";
        }

        @Override
        public Capabilities capabilities() {
            return memory.capabilities();
        }

        @Override
        public CompletionStage<Void> open(StorageContext context) {
            return memory.open(context);
        }

        @Override
        public ChannelLog channelLog() {
            return memory.channelLog();
        }

        @Override
        public CompletionStage<Void> close() {
            return memory.close();
        }
    }
}
