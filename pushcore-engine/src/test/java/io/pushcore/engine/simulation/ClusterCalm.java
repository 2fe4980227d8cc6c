package io.pushcore.engine.simulation;

import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Node;
import io.pushcore.Position;
import io.pushcore.engine.simulation.ClusterPublishes.One;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold once every node reaches its storage, whatever became of the carrier; and what must hold in the end. */
final class ClusterCalm {
    private static final Duration STEP = Duration.ofMillis(100);
    /** What began before it all was well is over: a lease, calls without an answer, rounds that are tried again. */
    private static final int AFTERMATH = 80;
    /** C2: the check interval, and the reading. */
    private static final int BEHIND = 33;

    private final ClusterWorld world;
    private final ClusterNodes nodes;
    private final ClusterChannels channels;
    private final ClusterUsers users;
    private final ClusterInboxes inboxes;

    ClusterCalm(
            ClusterWorld world,
            ClusterNodes nodes,
            ClusterChannels channels,
            ClusterUsers users,
            ClusterInboxes inboxes) {
        this.world = world;
        this.nodes = nodes;
        this.channels = channels;
        this.users = users;
        this.inboxes = inboxes;
    }

    /** All storages heal and nobody stands still, for a while; the carrier is as it is. */
    void come() {
        world.trace.say("=== calm");
        world.tally.count(ClusterHappening.CALM);
        if (!world.carried || !nodes.wire.isWhole()) {
            world.tally.count(ClusterHappening.CALM_WITHOUT_CARRIER);
        }
        nodes.healAll();
        rest(AFTERMATH);
        answered();
        endsAreKnown();
        nobodyIsBehind();
    }

    /** Publishes that were begun are answered, and all else that was asked. */
    private void answered() {
        String unanswered = channels.publishes().unanswered();
        world.mustBe(unanswered.isEmpty(), "L2: nobody is told of %s", unanswered);
        for (ClusterNode node : nodes.alive()) {
            world.mustBe(node.open.isEmpty(), "not answered: %s", node.open.keySet());
        }
    }

    /** C2, I7: what is published now is with all readers and open inboxes soon. */
    private void nobodyIsBehind() {
        world.channels().forEach(channel -> channels.probe(nodes.some(), channel));
        world.users().forEach(user -> channels.push(nodes.some(), user));
        rest(1);
        Map<String, Position> heads = new HashMap<>();
        world.logs().forEach(log -> heads.put(log, world.truth.newestPosition(log)));
        List<ClusterSession> sessions =
                users.sessions().filter(ClusterSession::isThere).toList();
        rest(BEHIND);
        answered();
        for (ClusterNode node : nodes.alive()) {
            for (ClusterReader reader : node.readers) {
                if (reader.isThere() && !reader.isOfPattern()) {
                    reader.checks().forEach((channel, check) -> {
                        String behind = check.behind(heads.get(channel));
                        world.mustBe(behind.isEmpty(), "C2: %s", behind);
                    });
                }
            }
        }
        sessions.stream()
                .filter(session -> session.isThere() && session.isCurrent())
                .forEach(session -> isNotBehind(session, heads));
    }

    private void isNotBehind(ClusterSession session, Map<String, Position> heads) {
        String user = session.inbox.id.owner();
        Set<String> shown = session.seen().stream()
                .filter(Delivery.class::isInstance)
                .map(event -> ((Delivery) event).message())
                .map(message -> message.channel() + " " + message.position())
                .collect(Collectors.toSet());
        heads.forEach((channel, head) -> {
            boolean reads = channel.equals("@" + user) || users.follows().mustShow(user, channel, head, Long.MIN_VALUE);
            world.mustBe(
                    !reads || shown.contains(channel + " " + head),
                    "C2, I7: %s at %s is not shown %s of %s",
                    session.inbox.id,
                    session.node,
                    head,
                    channel);
        });
    }

    /** I6, C3, C4: who lost an inbox or was sent away has been told. */
    private void endsAreKnown() {
        users.sessions().toList().forEach(session -> {
            world.mustBe(
                    !session.isThere() || !session.isSuperseded(),
                    "I6: %s at %s has another owner and is not told",
                    session.inbox.id,
                    session.node);
            world.mustBe(
                    !session.isThere() || session.whenSentAway() == null,
                    "C4: %s at %s was sent away and is there",
                    session.inbox.id,
                    session.node);
        });
    }

    /** Lets time pass while everybody runs, and who reads takes and acknowledges what comes. */
    private void rest(int steps) {
        for (int i = 0; i < steps; i++) {
            nodes.runAll();
            for (ClusterNode node : nodes.alive()) {
                node.sessions.removeIf(session -> session.isOver() && !session.wasToldOfTakeover());
                for (ClusterSession session : List.copyOf(node.sessions)) {
                    node.scheduler.runOutside(() -> takeAll(session));
                }
            }
            nodes.runAll();
            world.clock.advance(STEP);
        }
        nodes.runAll();
        world.rethrow();
    }

    private static void takeAll(ClusterSession session) {
        session.poll(Integer.MAX_VALUE);
        if (session.isThere() && session.newest() > 0) {
            session.ack(session.newest(), false);
        }
    }

    // ---- the end

    void end() {
        world.trace.say("=== the end");
        if (world.chance.oneIn(3)) {
            come();
        }
        nodes.wire.healWholly();
        come();
        nodesKnowEachOther();
        patternsHear();
        sessionsAreCounted();
        whoIsThereIsShownWhatIsForNow();
        List.copyOf(inboxes.all().keySet()).forEach(this::last);
        sendAll();
        channels.publishes().check();
        closeAll();
    }

    private void nodesKnowEachOther() {
        if (!world.carried) {
            return;
        }
        Set<String> names =
                nodes.alive().stream().map(ClusterCalm::name).collect(Collectors.toCollection(TreeSet::new));
        for (ClusterNode node : nodes.alive()) {
            Set<String> known = node.broker.stats().cluster().nodes().stream()
                    .map(Node::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            world.mustBe(known.equals(names), "%s knows %s of %s", node, known, names);
        }
    }

    private static String name(ClusterNode node) {
        SimulatedCarrier carrier = node.carrier;
        return carrier == null ? "" : carrier.node();
    }

    /** R5: with a carrier that is well readers of patterns hear what comes. */
    private void patternsHear() {
        if (!world.carried) {
            return;
        }
        List<One> probes = new ArrayList<>();
        for (String channel : world.channels()) {
            channels.probe(nodes.some(), channel);
            probes.add(channels.publishes().newest());
        }
        rest(10);
        for (ClusterNode node : nodes.alive()) {
            for (ClusterReader reader : node.readers) {
                if (reader.isThere() && reader.isOfPattern()) {
                    probes.stream()
                            .filter(probe -> reader.reads(probe.channel))
                            .forEach(probe -> world.mustBe(
                                    reader.hasHeard(probe.text),
                                    "R5: %s does not hear %s of %s",
                                    reader.name,
                                    probe.text,
                                    probe.channel));
                }
            }
        }
    }

    /** I12: the storage has the sessions that are there, no fewer and no more. */
    private void sessionsAreCounted() {
        for (String user : world.users()) {
            long there = users.sessions()
                    .filter(one -> one.isThere() && one.inbox.id.owner().equals(user))
                    .count();
            long kept = nodes.sessions(user);
            world.mustBe(kept == there, "I12: %s has %d sessions, the storage knows %d", user, there, kept);
        }
    }

    /** I9: with a key and a carrier that is well it is shown wherever a session is, once. */
    private void whoIsThereIsShownWhatIsForNow() {
        if (!world.keyed) {
            return;
        }
        for (String user : world.users()) {
            List<ClusterSession> there = users.sessions()
                    .filter(one -> one.isThere() && one.inbox.id.owner().equals(user))
                    .toList();
            Map<String, Boolean> answers = new HashMap<>();
            users.pushIfOnline(nodes.some(), user, (text, shown) -> answers.put(text, Boolean.TRUE.equals(shown)));
            rest(12);
            answers.forEach((text, shown) -> {
                world.mustBe(shown == !there.isEmpty(), "I9: %s has %d sessions: %s", user, there.size(), shown);
                there.forEach(one ->
                        world.mustBe(one.saw(text), "I9: %s at %s is not shown %s", one.inbox.id, one.node, text));
            });
            world.mustBe(answers.size() == 1, "I9: no answer for %s", user);
        }
    }

    /** Opens an inbox a last time, reads and acknowledges all, and looks whether everything came. */
    private void last(InboxId id) {
        ClusterInbox inbox = inboxes.of(id);
        List<One> due = channels.publishes().all().stream()
                .filter(one -> isDue(inbox, one))
                .toList();
        List<ClusterSession> opened = new ArrayList<>();
        ClusterNode node = nodes.some();
        users.open(node, id, opened::add);
        rest(1);
        world.mustBe(opened.size() == 1, "cannot be opened at the end: %s", id);
        ClusterSession session = opened.get(0);
        int idle = 0;
        while (idle < 5) {
            int before = session.seen().size();
            rest(1);
            idle = session.seen().size() == before ? idle + 1 : 0;
        }
        world.mustBe(session.isThere(), "ended at the end: %s", session.seen());
        arrived(inbox, session, due);
        List<Long> left = new ArrayList<>();
        users.count(node, id, left::add);
        rest(1);
        world.mustBe(left.equals(List.of(0L)), "all of %s is acknowledged, and there wait %s", id, left);
    }

    /** Whether a message must be shown in a last session: it is not acknowledged. */
    private boolean isDue(ClusterInbox inbox, One one) {
        Position position = one.position;
        Position start = inbox.start();
        if (position == null || start == null || inbox.mayBeAcknowledged(one.channel, position)) {
            return false;
        }
        if (!world.truth.areOfOneLife(one.channel, position, world.truth.newestPosition(one.channel))) {
            return false; // the channel was deleted since
        }
        String user = inbox.id.owner();
        return one.channel.equals("@" + user)
                ? position.offset() > start.offset()
                : users.follows().mustShow(user, one.channel, position, one.at);
    }

    private void arrived(ClusterInbox inbox, ClusterSession session, List<One> due) {
        Set<String> shown = new HashSet<>();
        List<InboxGap> gaps = new ArrayList<>();
        for (InboxEvent event : session.seen()) {
            if (event instanceof Delivery delivery) {
                shown.add(delivery.message().text());
            } else if (event instanceof InboxGap gap) {
                gaps.add(gap);
            }
        }
        for (One one : due) {
            Position position = one.position;
            var message = position == null ? null : world.truth.at(one.channel, position);
            boolean expired = message != null && message.isExpiredAt(world.clock.now());
            world.mustBe(
                    shown.contains(one.text)
                            || expired
                            || position == null
                            || gaps.stream()
                                    .anyMatch(gap -> InboxCheck.covers(world.truth, gap, one.channel, position)),
                    "I4, I7: %s is never shown %s of %s at %s",
                    inbox.id,
                    one.text,
                    one.channel,
                    position);
        }
    }

    /** C4: an order reaches every node. */
    private void sendAll() {
        users.sendAway();
        rest(BEHIND);
        endsAreKnown();
    }

    private void closeAll() {
        world.trace.say("=== everybody is closed");
        for (ClusterNode node : List.copyOf(nodes.alive())) {
            for (ClusterSession session : node.sessions) {
                node.scheduler.runOutside(() -> session.poll(Integer.MAX_VALUE));
            }
            node.close();
        }
        world.rethrow();
    }
}
