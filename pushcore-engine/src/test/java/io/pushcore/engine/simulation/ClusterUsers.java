package io.pushcore.engine.simulation;

import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxSession;
import io.pushcore.PendingMessages;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What applications do for users, each at its node: open inboxes, read and acknowledge, follow, send away. */
final class ClusterUsers {
    private final ClusterWorld world;
    private final ClusterNodes nodes;
    private final ClusterInboxes inboxes;
    private final ClusterFollows follows;

    ClusterUsers(ClusterWorld world, ClusterNodes nodes, ClusterInboxes inboxes) {
        this.world = world;
        this.nodes = nodes;
        this.inboxes = inboxes;
        this.follows = new ClusterFollows(world);
    }

    ClusterFollows follows() {
        return follows;
    }

    private InboxId someInbox() {
        return new InboxId(world.someUser(), world.chance.oneIn(4) ? "phone" : "");
    }

    /** Asks a node something; what is told then is told once, and never by one that crashed. */
    private <T> void ask(
            ClusterNode node,
            String what,
            Supplier<CompletableFuture<T>> question,
            BiConsumer<@Nullable T, @Nullable ErrorCode> told) {
        String asked = what + " at " + node + " " + world.step();
        world.trace.say("%s", asked);
        node.open.put(asked, () -> told.accept(null, ErrorCode.INTERNAL));
        node.scheduler.runOutside(() -> answer(question).whenComplete((value, failure) -> {
            world.mustBe(node.open.remove(asked) != null, "answered twice: %s", asked);
            world.trace.say(
                    "%s: %s", asked, failure != null ? failure : value instanceof InboxSession ? "open" : value);
            told.accept(value, SimulatedInboxSession.codeOf(failure));
        }));
    }

    private static <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    // ---- sessions

    void open() {
        ClusterNode node = nodes.some();
        InboxId id = someInbox();
        if (isFree(node, id)) {
            open(node, id, session -> {});
        }
    }

    /** Whether nothing is asked about an inbox at a node: else nobody could know which opening a session is of. */
    private static boolean isFree(ClusterNode node, InboxId id) {
        return node.open.keySet().stream().noneMatch(what -> what.contains(id + " "));
    }

    /** Opens an inbox at a node; a session is handed on, if there is one. */
    void open(ClusterNode node, InboxId id, Consumer<ClusterSession> opened) {
        ClusterInbox inbox = inboxes.of(id);
        List<ClusterSession> before =
                sessions().filter(one -> one.inbox == inbox && one.isThere()).toList();
        ask(node, "open " + id, node.broker.inbox(id.owner(), id.device())::open, (session, code) -> {
            if (session == null) {
                world.tally.count(ClusterHappening.INBOX_OPEN_FAILED);
                return;
            }
            ClusterSession one = new ClusterSession(world, node, inbox, node.inboxes.fence(id), session, follows);
            node.sessions.add(one);
            world.tally.count(ClusterHappening.INBOX_OPENED);
            before.stream()
                    .filter(ClusterSession::isThere)
                    .forEach(other -> world.tally.count(
                            other.node == node
                                    ? ClusterHappening.TAKEN_OVER_HERE
                                    : ClusterHappening.TAKEN_OVER_FROM_ANOTHER_NODE));
            opened.accept(one);
        });
    }

    /** All sessions at nodes that live. */
    Stream<ClusterSession> sessions() {
        return nodes.alive().stream().flatMap(node -> node.sessions.stream());
    }

    private void ofSomeSession(Consumer<ClusterSession> work) {
        ClusterNode node = nodes.some();
        if (!node.sessions.isEmpty()) {
            // mostly one of the newest
            int from = world.chance.oneIn(4) ? 0 : Math.max(0, node.sessions.size() - 2);
            ClusterSession session = node.sessions.get(world.chance.between(from, node.sessions.size() - 1));
            node.scheduler.runOutside(() -> work.accept(session));
        }
    }

    void read() {
        ofSomeSession(session -> session.poll(world.chance.between(1, 30)));
    }

    void ack() {
        ofSomeSession(ClusterSession::ackSome);
    }

    void closeSession() {
        ofSomeSession(ClusterSession::close);
    }

    // ---- without a session

    void list() {
        List<ClusterSession> there = sessions().filter(ClusterSession::isThere).toList();
        boolean ofSession = !there.isEmpty() && world.chance.oneIn(2);
        InboxId id = ofSession ? world.chance.pick(there).inbox.id : someInbox();
        ClusterNode node = nodes.some();
        if (!isFree(node, id)) {
            return;
        }
        ClusterInbox inbox = inboxes.of(id);
        long fence = inbox.fence();
        String holder = inbox.node();
        ask(
                node,
                "list " + id,
                () -> node.broker.inbox(id.owner(), id.device()).pending(world.chance.pick(1, 5, 200)),
                (listed, code) -> {
                    if (listed == null) {
                        refused(code);
                        return;
                    }
                    world.tally.count(ClusterHappening.LISTED);
                    // who had it once may have it still, as far as it knows, and answers
                    long known = node.inboxes.fence(id);
                    boolean untouched = !holder.isEmpty() && inbox.fence() == fence && (known == 0 || known == fence);
                    if (untouched
                            && world.keyed
                            && sessions().noneMatch(one -> one.node == node && one.inbox == inbox)) {
                        world.tally.count(ClusterHappening.LISTED_BY_RELAY);
                    }
                    listed(inbox, listed, untouched);
                });
    }

    /** How much waits in an inbox. */
    void count(ClusterNode node, InboxId id, Consumer<Long> counted) {
        ask(
                node,
                "count " + id,
                () -> node.broker.inbox(id.owner(), id.device()).pending(10),
                (listed, code) -> {
                    if (listed != null) {
                        counted.accept(listed.count());
                    }
                });
    }

    private void listed(ClusterInbox inbox, PendingMessages listed, boolean byOwner) {
        long last = 0;
        for (InboxEvent event : listed.events()) {
            long seq = event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq();
            world.mustBe(seq > last, "I1: listed in disorder: %s", listed);
            last = seq;
            inbox.saw(event, seq, byOwner);
        }
    }

    private void refused(@Nullable ErrorCode code) {
        if (code == ErrorCode.BUSY) {
            world.tally.count(ClusterHappening.RELAY_REFUSED);
        }
    }

    void ackWithoutSession() {
        InboxId id = someInbox();
        ClusterNode node = nodes.some();
        ClusterInbox inbox = inboxes.of(id);
        long seq = inbox.someSeen();
        if (seq == 0 || !isFree(node, id)) {
            return;
        }
        inbox.asked(seq, false);
        ask(
                node,
                "ack " + seq + " of " + id,
                () -> node.broker.inbox(id.owner(), id.device()).ack(seq),
                (done, code) -> {
                    if (code == null) {
                        world.tally.count(ClusterHappening.ACKED_WITHOUT_A_SESSION);
                    } else {
                        refused(code);
                    }
                });
    }

    // ---- users

    void follow() {
        ClusterNode node = nodes.some();
        String user = world.someUser();
        String channel = world.someChannel();
        var told = follows.follow(user, channel);
        ask(
                node,
                user + " follows " + channel,
                () -> node.broker.channel(channel).follow(user),
                (position, code) -> told.accept(position));
    }

    void unfollow() {
        ClusterNode node = nodes.some();
        String user = world.someUser();
        String channel = world.someChannel();
        var told = follows.end(user, channel);
        List.of("", "phone")
                .forEach(device -> inboxes.of(new InboxId(user, device)).unfollowed(channel));
        ask(
                node,
                user + " unfollows " + channel,
                () -> node.broker.channel(channel).unfollow(user),
                (was, code) -> told.accept(code == null));
    }

    void pushIfOnline() {
        pushIfOnline(nodes.some(), world.someUser(), (text, shown) -> {});
    }

    void pushIfOnline(ClusterNode node, String user, BiConsumer<String, @Nullable Boolean> answered) {
        String text = "now" + world.step();
        ask(node, text + " to " + user, () -> node.broker.pushIfOnline(user, Publication.of(text)), (shown, code) -> {
            boolean here = node.sessions.stream()
                    .anyMatch(one -> one.isThere() && one.inbox.id.owner().equals(user));
            if (shown != null) {
                world.tally.count(
                        !shown
                                ? ClusterHappening.NOW_NOBODY
                                : here ? ClusterHappening.NOW_SHOWN : ClusterHappening.NOW_SHOWN_ELSEWHERE);
            }
            answered.accept(text, shown);
        });
    }

    /** C4: sessions that are there when a user is sent away end, wherever they are, once that was written. */
    void sendAway() {
        ClusterNode node = nodes.some();
        String user = world.someUser();
        List<ClusterSession> there = sessions()
                .filter(one -> one.isThere() && one.inbox.id.owner().equals(user))
                .toList();
        boolean carried = world.carried && !nodes.wire.isDead();
        ask(
                node,
                user + " is sent away",
                () -> node.broker.disconnectUser(user, Farewell.STAY_AWAY, "enough"),
                (count, code) -> {
                    if (count == null) {
                        world.tally.count(ClusterHappening.ORDER_FAILED);
                        return;
                    }
                    world.tally.count(ClusterHappening.SENT_AWAY);
                    there.forEach(ClusterSession::sentAway);
                    if (there.stream().anyMatch(one -> one.node != node)) {
                        world.tally.count(
                                carried
                                        ? ClusterHappening.SENT_AWAY_ELSEWHERE
                                        : ClusterHappening.ORDER_WITHOUT_CARRIER);
                    }
                });
    }
}
