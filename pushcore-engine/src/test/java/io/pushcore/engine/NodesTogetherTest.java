package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.Node;
import io.pushcore.Payload;
import io.pushcore.Presence;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Session;
import io.pushcore.Sessions;
import io.pushcore.Start;
import io.pushcore.memory.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What nodes do for each other: sessions, presence, inboxes, orders")
@Timeout(60)
class NodesTogetherTest {
    private static final String KEY = "a key of this cluster";

    private final MemoryStorage storage = MemoryStorage.shared();
    private final TestCarriers carriers = new TestCarriers();
    private final List<Broker> nodes = new ArrayList<>();

    /** A broker and the way to connect to it. */
    private record One(Broker broker, FakeListener fake) {
        FakeConnection user(String user) {
            return fake.connect().say("user " + user).awaitLine("ok");
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(Broker::close);
    }

    private One node() {
        return node(builder -> builder.storage(storage).clusterKey(KEY));
    }

    private One node(UnaryOperator<Broker.Builder> with) {
        FakeListener fake = new FakeListener();
        Broker broker = with.apply(Broker.builder().peers(carriers.next()).transport(fake))
                .build();
        nodes.add(broker);
        return new One(broker, fake);
    }

    @Test
    void everyNodeKnowsTheOthers() {
        One one = node(builder -> builder.storage(storage).clusterKey(KEY).nodeAddress("http://one"));
        One two = node(builder -> builder.storage(storage).clusterKey(KEY).nodeAddress("http://two"));
        Collector.soon(() -> {
            assertThat(one.broker.stats().cluster().nodes())
                    .extracting(Node::address)
                    .containsExactlyInAnyOrder("http://one", "http://two");
            assertThat(two.broker.stats().cluster().nodes()).hasSize(2);
        });
        two.broker.close();
        Collector.soon(() -> assertThat(one.broker.stats().cluster().nodes()).hasSize(1));
    }

    @Test
    void presenceTellsWhoIsSubscribedAtAllNodes() {
        One one = node();
        One two = node();
        one.user("anna").say("sub news").awaitLineOf("subscribed");
        two.user("bert").say("sub news").awaitLineOf("subscribed");
        for (One node : List.of(one, two)) {
            Collector.soon(
                    () -> assertThat(node.broker.channel("news").presence().join())
                            .extracting(Presence::user)
                            .containsExactlyInAnyOrder("anna", "bert"));
        }
    }

    @Test
    void sessionsOfAllNodesAreListed() {
        One one = node();
        One two = node();
        one.user("anna");
        two.user("anna");
        two.user("bert");
        Sessions all = one.broker.sessions(10).join();
        assertThat(all.whole()).isTrue();
        assertThat(all.sessions()).extracting(Session::user).containsExactlyInAnyOrder("anna", "anna", "bert");
        assertThat(one.broker.sessions("anna", 10).join().sessions()).hasSize(2);
        assertThat(one.broker.sessions(2).join().whole()).isFalse();
    }

    @Test
    void aUserIsSentAwayFromAllNodes() {
        One one = node();
        One two = node();
        FakeConnection here = one.user("anna");
        FakeConnection there = two.user("anna");
        FakeConnection other = two.user("bert");
        assertThat(one.broker
                        .disconnectUser("anna", Farewell.STAY_AWAY, "for good")
                        .join())
                .isEqualTo(2);
        assertThat(here.awaitLineOf("bye")).startsWith("bye KICKED").contains("for good");
        assertThat(there.awaitLineOf("bye")).startsWith("bye KICKED").contains("for good");
        other.say("ping").awaitLine("ok");
    }

    @Test
    @DisplayName("C4: who is to be sent away is, also where every hint about it was lost")
    void whoIsToBeSentAwayIsAlsoWhereHintsAreLost() {
        One one = node();
        One two = node();
        FakeConnection there = two.user("anna");
        carriers.dead = true;
        one.broker.disconnectUser("anna", Farewell.STAY_AWAY, "for good").join();
        assertThat(there.awaitLineOf("bye")).startsWith("bye KICKED");
    }

    @Test
    void aSessionIsEndedByItsNameWhereverItIs() {
        One one = node();
        One two = node();
        FakeConnection there = two.user("anna");
        String id = one.broker.sessions("anna", 1).join().sessions().get(0).id();
        assertThat(one.broker.disconnect(id, Farewell.RECONNECT, "move on").join())
                .isTrue();
        assertThat(there.awaitLineOf("bye")).contains("move on");
        assertThat(one.broker.disconnect("nobody", Farewell.RECONNECT, "").join())
                .isFalse();
    }

    @Test
    void aBroadcastReachesTheSessionsOfAllNodes() {
        One one = node();
        One two = node();
        FakeConnection here = one.user("anna");
        FakeConnection there = two.user("bert");
        assertThat(one.broker.broadcast(Payload.of("of you")).join()).isEqualTo(2);
        here.awaitLine("to all of you");
        there.awaitLine("to all of you");
    }

    @Test
    @DisplayName("I9: a push for now reaches a session at another node, and says whether")
    void aPushForNowReachesASessionAtAnotherNode() {
        One one = node();
        One two = node();
        assertThat(one.broker.pushIfOnline("anna", Publication.of("now")).join())
                .isFalse();
        List<String> shown = new CopyOnWriteArrayList<>();
        InboxSession session = two.broker.inbox("anna").open().join();
        session.read(delivery -> shown.add(delivery.message().text()));
        assertThat(one.broker.pushIfOnline("anna", Publication.of("now")).join())
                .isTrue();
        Collector.soon(() -> assertThat(shown).containsExactly("now"));
        assertThat(one.broker.push("anna", Publication.of("kept")).join().online())
                .isTrue();
    }

    @Test
    @DisplayName("I9: it is shown once, also where the carrier brings everything twice")
    void aPushForNowIsShownOnceWhereTheCarrierRepeats() {
        carriers.repeating = true;
        One one = node();
        One two = node();
        List<String> shown = new CopyOnWriteArrayList<>();
        two.broker
                .inbox("anna")
                .open()
                .join()
                .read(delivery -> shown.add(delivery.message().text()));
        assertThat(one.broker.pushIfOnline("anna", Publication.of("now")).join())
                .isTrue();
        one.broker.push("anna", Publication.of("after")).join();
        Collector.soon(() -> assertThat(shown).contains("after"));
        assertThat(shown).containsExactly("now", "after");
    }

    @Test
    void sessionsOfAnotherNodeAreListedOnceWhereTheCarrierRepeats() {
        carriers.largestHint = 1_024;
        carriers.repeating = true;
        One one = node();
        One two = node();
        for (int i = 0; i < 30; i++) {
            two.user("user" + i);
        }
        Sessions all = one.broker.sessions(100).join();
        assertThat(all.whole()).isTrue();
        assertThat(all.sessions()).extracting(Session::user).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("I6: opened at another node, the session before it ends at once, though nothing comes for it")
    void openedAtAnotherNodeTheSessionBeforeItEnds() {
        One one = node();
        One two = node();
        FakeConnection before = one.user("anna").say("inbox phone");
        before.awaitLineOf("inbox");
        two.user("anna").say("inbox phone").awaitLineOf("inbox");
        assertThat(before.awaitLineOf("bye")).startsWith("bye TAKEN_OVER");
    }

    @Test
    @DisplayName("I6: the same with a carrier that is dead")
    void theSessionBeforeItEndsAlsoWhereNoHintComes() {
        One one = node();
        One two = node();
        carriers.dead = true;
        FakeConnection before = one.user("anna").say("inbox phone");
        before.awaitLineOf("inbox");
        two.user("anna").say("inbox phone").awaitLineOf("inbox");
        assertThat(before.awaitLineOf("bye")).startsWith("bye TAKEN_OVER");
    }

    @Test
    @DisplayName("I1: the node that has an inbox open answers for it; its session goes on")
    void theNodeThatHasAnInboxOpenAnswersForIt() {
        One one = node();
        One two = node();
        List<Delivery> shown = new CopyOnWriteArrayList<>();
        InboxSession session = one.broker.inbox("anna").open().join();
        session.read(shown::add);
        two.broker.push("anna", Publication.of("a")).join();
        two.broker.push("anna", Publication.of("b")).join();
        Collector.soon(() -> assertThat(shown).hasSize(2));
        assertThat(two.broker.inbox("anna").pending(10).join().events())
                .extracting(event -> ((Delivery) event).message().text() + ((Delivery) event).seq())
                .containsExactly("a1", "b2");
        assertThat(((Delivery) two.broker.inbox("anna").first().join()).seq()).isEqualTo(1);
        two.broker.inbox("anna").ack(1).join();
        assertThat(two.broker.inbox("anna").pending(10).join().count()).isEqualTo(1);
        assertThatThrownBy(() -> two.broker.inbox("anna").ack(7).join()).hasMessageContaining("7");
        session.ack(2).join();
        assertThat(two.broker.inbox("anna").pending(10).join().count()).isZero();
    }

    @Test
    @DisplayName("L12: channels without a log go from node to node, over a storage of each node's own")
    void liveChannelsGoFromNodeToNode() {
        UnaryOperator<Broker.Builder> live = builder -> builder.storage(MemoryStorage.create())
                .channels(ChannelRules.live())
                .clusterKey(KEY);
        One one = node(live);
        One two = node(live);
        List<String> heard = new CopyOnWriteArrayList<>();
        two.broker
                .channel("room")
                .subscribe(Start.now(), (Message message) -> heard.add(message.text()))
                .started()
                .join();
        two.broker.subscribe("hall.*", (Message message) -> heard.add(message.text()));
        one.broker.channel("room").publish("hello").join();
        one.broker.channel("hall.a").publish("hall").join();
        Collector.soon(() -> assertThat(heard).containsExactlyInAnyOrder("hello", "hall"));
    }

    @Test
    @DisplayName("C4: a live message larger than the largest hint is a numbered error")
    void aLiveMessageLargerThanAHintIsRefused() {
        carriers.largestHint = 1_024;
        One one = node(builder -> builder.storage(MemoryStorage.create())
                .channels(ChannelRules.live())
                .clusterKey(KEY));
        assertThatThrownBy(() ->
                        one.broker.channel("room").publish("x".repeat(2_000)).join())
                .hasMessageContaining("1024");
    }

    @Test
    void whatDoesNotFitIsRefusedAtStart() {
        assertThatThrownBy(() ->
                        node(builder -> builder.storage(MemoryStorage.create()).clusterKey(KEY)))
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining("live()");
        assertThatThrownBy(() -> node(builder -> builder.storage(storage).channels("r.*", ChannelRules.live())))
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageContaining("clusterKey");
        assertThatThrownBy(() -> node(builder -> builder.storage(storage).clusterKey("short")))
                .hasMessageContaining("clusterKey");
    }

    @Test
    @DisplayName("C4: what is sealed with another key is dropped and counted, and the log tells it all the same")
    void whatIsSealedWithAnotherKeyIsDropped() {
        One one = node();
        One intruder = node(builder -> builder.storage(storage).clusterKey("a key of another cluster"));
        List<String> heard = new CopyOnWriteArrayList<>();
        one.broker
                .channel("news")
                .subscribe(Start.now(), (Message message) -> heard.add(message.text()))
                .started()
                .join();
        intruder.broker.channel("news").publish("true all the same").join();
        Collector.soon(() -> assertThat(heard).containsExactly("true all the same"));
        assertThat(one.broker.stats().cluster().dropped()).isPositive();
    }

    @Test
    @DisplayName("C4: without a key a hint carries no message, and nobody is asked")
    void withoutAKeyAHintCarriesNoMessage() {
        One one = node(builder -> builder.storage(storage));
        One two = node(builder -> builder.storage(storage));
        List<String> heard = new CopyOnWriteArrayList<>();
        two.broker
                .channel("news")
                .subscribe(Start.now(), (Message message) -> heard.add(message.text()))
                .started()
                .join();
        one.broker.channel("news").publish("hello").join();
        Collector.soon(() -> assertThat(heard).containsExactly("hello"));
        assertThat(two.broker.stats().cluster().fetched()).isPositive();
        assertThat(one.broker.sessions(10).join().whole()).isFalse();
    }
}
