package io.pushcore.engine.simulation;

import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.InboxSession;
import io.pushcore.storage.InboxId;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Listener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Users on connections to one broker: they open inboxes, hang up, come back within the grace and after it, and are sent away. */
final class InboxLinks implements Listener {
    /** An inbox on a connection, until its user comes back on another. */
    private static final class Held {
        final InboxId id;
        final InboxPeer peer;
        final SimulatedInboxSession session;
        final String secret;
        boolean kicked;

        @Nullable
        Instant hungUp;

        Held(InboxId id, InboxPeer peer, SimulatedInboxSession session, String secret) {
            this.id = id;
            this.peer = peer;
            this.session = session;
            this.secret = secret;
        }
    }

    private final InboxWorld world;
    private final Inboxed inboxed;
    private final InboxLife life;
    private final List<InboxPeer> peers = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private @Nullable Gateway gateway;
    private boolean healed;

    InboxLinks(InboxWorld world, Inboxed inboxed, InboxLife life) {
        this.world = world;
        this.inboxed = inboxed;
        this.life = life;
    }

    // ---- what its users do

    void one(InboxApplication application, int dice) {
        if (dice < 8) {
            open(application, application.someInbox());
        } else if (dice < 15) {
            hangUp();
        } else if (dice < 25) {
            someoneComesBack(application);
        } else if (dice < 28) {
            join(world.chance.pick(world.users()));
        } else {
            kick(application, world.chance.pick(world.users()));
        }
    }

    /** Comes without an inbox, and counts all the same. */
    void join(String user) {
        connect(user);
    }

    private InboxPeer connect(String user) {
        Gateway into = gateway;
        if (into == null) {
            throw new IllegalStateException("not started");
        }
        boolean stalls = !healed && world.chance.oneIn(10);
        InboxPeer peer = new InboxPeer(world, world.chance.pick(life.scheduler.lanes()), user, stalls);
        peers.add(peer);
        peer.ask("user " + user).whenComplete((done, failure) -> {
            ErrorCode code = SimulatedInboxSession.codeOf(failure);
            world.trace.say("%s comes in: %s", user, code == null ? "ok" : code);
            if (code == null) {
                peer.admitted();
            } else if (code == ErrorCode.LIMIT_REACHED) {
                world.tally.count(InboxHappening.REFUSED_BY_LIMIT);
            }
        });
        peer.lane().execute(() -> peer.begin(into));
        return peer;
    }

    private void open(InboxApplication application, InboxId id) {
        InboxPeer peer = connect(id.owner());
        Inboxed.Kept kept = inboxed.of(id);
        long before = kept.openings;
        InboxCheck check = kept.check;
        application.ask(
                "open on a connection " + id + " " + world.step(), () -> asked(peer, id, ""), (line, failure) -> {
                    if (line == null) {
                        world.tally.count(InboxHappening.OPEN_FAILED);
                        return;
                    }
                    world.tally.count(InboxHappening.OPENED_ON_A_CONNECTION);
                    boolean ours = kept.openings == before + 1 && kept.check == check && !kept.openedUnheard;
                    begun(application, id, peer, line, ours ? kept.openings : -1, null);
                });
    }

    private static CompletableFuture<String> asked(InboxPeer peer, InboxId id, String secret) {
        return peer.ask("inbox " + id.device() + " " + secret);
    }

    private void begun(
            InboxApplication application,
            InboxId id,
            InboxPeer peer,
            String line,
            long opening,
            @Nullable SimulatedInboxSession before) {
        String[] words = line.split(" ");
        InboxSession session = new PeerInboxSession(peer, id, words[1], Long.parseLong(words[2]));
        held.add(new Held(id, peer, application.begun(life, id, session, opening, opening >= 0, before), words[1]));
    }

    private void hangUp() {
        if (world.chance.oneIn(4)) {
            List<InboxPeer> there =
                    peers.stream().filter(peer -> !peer.isOver()).toList();
            if (!there.isEmpty()) {
                world.chance.pick(there).hangUp();
            }
            return;
        }
        List<Held> there = held.stream().filter(one -> one.hungUp == null).toList();
        if (!there.isEmpty()) {
            Held one = world.chance.pick(there);
            one.hungUp = world.clock.now();
            one.session.close();
        }
    }

    private void someoneComesBack(InboxApplication application) {
        if (!held.isEmpty()) {
            // mostly one of the newest
            int from = world.chance.oneIn(5) ? 0 : Math.max(0, held.size() - 2);
            comeBack(application, held.get(world.chance.between(from, held.size() - 1)), false);
        }
    }

    /** I6: exact, and nothing is opened anew, unless it is over. */
    private void comeBack(InboxApplication application, Held one, boolean graceIsOver) {
        held.remove(one);
        life.sessions.remove(one.session);
        Inboxed.Kept kept = inboxed.of(one.id);
        boolean wasOver = graceIsOver || one.kicked || one.session.isSuperseded();
        InboxPeer peer = connect(one.id.owner());
        application.ask(
                "come back to " + one.id + " " + world.step(),
                () -> asked(peer, one.id, one.secret),
                (line, failure) -> {
                    if (line == null) {
                        refused(SimulatedInboxSession.codeOf(failure));
                        return;
                    }
                    boolean same = line.startsWith("ok " + one.secret + " ");
                    world.mustBe(!same || !wasOver, "I6, I12: %s is over, and somebody comes back to it", one.id);
                    world.tally.count(same ? InboxHappening.CAME_BACK : InboxHappening.CAME_BACK_TOO_LATE);
                    boolean untouched = same && one.session.isCurrent() && !kept.openedUnheard;
                    begun(
                            application,
                            one.id,
                            peer,
                            line,
                            untouched ? kept.openings : -1,
                            untouched ? one.session : null);
                });
    }

    private void refused(@Nullable ErrorCode code) {
        if (code == ErrorCode.KICKED || code == ErrorCode.TAKEN_OVER) {
            world.tally.count(InboxHappening.CAME_BACK_IN_VAIN);
        }
    }

    /** I12: all sessions of a user end, those in their grace too. */
    void kick(InboxApplication application, String user) {
        List<SimulatedInboxSession> there = life.sessions.stream()
                .filter(session -> session.id.owner().equals(user))
                .toList();
        List<Held> known =
                held.stream().filter(one -> one.id.owner().equals(user)).toList();
        application.ask(
                "kick " + user + " " + world.step(),
                () -> life.broker.disconnectUser(user, Farewell.STAY_AWAY, "enough"),
                (count, failure) -> {
                    if (count != null && count > 0) {
                        world.tally.count(InboxHappening.KICKED);
                        there.forEach(SimulatedInboxSession::kicked);
                        known.forEach(one -> one.kicked = true);
                    }
                });
    }

    // ---- the end

    /** Whether a user has a session in its grace, and no other that is not over. */
    boolean rests(String user) {
        List<Held> there =
                held.stream().filter(one -> one.id.owner().equals(user)).toList();
        return !there.isEmpty()
                // also where somebody came back in vain to one that was not over
                && peers.stream().filter(peer -> peer.user.equals(user)).allMatch(InboxPeer::isOver)
                && life.sessions.stream()
                        .filter(session -> session.id.owner().equals(user))
                        .allMatch(
                                session -> session.isOver() || there.stream().anyMatch(one -> one.session == session));
    }

    /** How many connections of a user are sessions. */
    long count(String user) {
        return peers.stream()
                .filter(peer -> peer.user.equals(user) && peer.counts())
                .count();
    }

    /** From now on every connection takes what comes. */
    void heal() {
        healed = true;
        peers.forEach(InboxPeer::heal);
    }

    /** Everybody whose grace is over comes back, to something else. */
    void allComeBackTooLate(InboxApplication application) {
        Instant longAgo = world.clock.now().minus(world.grace).minusSeconds(1);
        for (Held one : List.copyOf(held)) {
            Instant since = one.hungUp;
            if (since != null && since.isBefore(longAgo)) {
                comeBack(application, one, true);
            }
        }
    }

    // ---- the listener

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int port() {
        return -1;
    }

    @Override
    public CompletionStage<Void> start(Gateway into) {
        gateway = into;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stopAccepting() {}

    @Override
    public CompletionStage<Void> close() {
        peers.forEach(peer -> peer.lane().execute(peer::crash));
        return CompletableFuture.completedFuture(null);
    }
}
