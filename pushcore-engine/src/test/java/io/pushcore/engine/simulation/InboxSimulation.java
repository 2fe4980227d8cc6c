package io.pushcore.engine.simulation;

import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of inboxes: users, those who send to them, and whatever may befall them, by one seed on one thread. */
final class InboxSimulation {
    private static final Duration STEP = Duration.ofMillis(100);

    private final InboxWorld world;
    private final Chance chance;
    private final Inboxed inboxed;
    private final Stored stored;
    private final boolean ignoresFences;
    private final InboxApplication application;
    private InboxLife life;
    /** A broker that does not know that it was replaced. */
    private @Nullable InboxLife oldLife;

    private InboxSimulation(long seed, Trace trace, Stored stored, boolean ignoresFences) {
        this.stored = stored;
        this.world = new InboxWorld(seed, trace);
        this.chance = world.chance;
        this.inboxed = new Inboxed(world);
        this.ignoresFences = ignoresFences;
        this.life = begin();
        this.application = new InboxApplication(world, inboxed, life);
    }

    private InboxLife begin() {
        StorageBackend backend = stored.backend();
        InboxLife begun = new InboxLife(world, backend, inboxed, ignoresFences);
        world.truth.ask(backend.channelLog(), world.logs());
        return begun;
    }

    /** Runs a seed to its end; throws a {@link Violation} where a promise is not kept. */
    static Tally run(long seed, int operations, Trace trace) {
        return run(seed, operations, trace, new StoredInMemory());
    }

    /** The same over a storage, which is left as it is in the end. */
    static Tally run(long seed, int operations, Trace trace, Stored stored) {
        return run(seed, operations, trace, stored, false);
    }

    /** The same over a storage that breaks its contract: who had an inbox before may still record. */
    static Tally run(long seed, int operations, Trace trace, Stored stored, boolean ignoresFences) {
        InboxSimulation simulation = new InboxSimulation(seed, trace, stored, ignoresFences);
        try {
            simulation.live(operations);
            simulation.drain();
            simulation.end();
        } catch (Violation violation) {
            simulation.world.rethrow();
            throw violation;
        }
        return simulation.world.tally;
    }

    private void live(int count) {
        for (int i = 0; i < count; i++) {
            world.step();
            life.scheduler.runOutside(() -> one(chance.below(1_000)));
            run(chance.below(8));
            world.rethrow();
        }
    }

    private void one(int dice) {
        if (dice < 165) {
            application.push();
        } else if (dice < 175) {
            application.mark();
        } else if (dice < 183) {
            application.readMarks();
        } else if (dice < 193) {
            named(chance.below(6));
        } else if (dice < 200) {
            for (int i = chance.between(20, 150); i > 0; i--) {
                application.push();
            }
        } else if (dice < 300) {
            application.publish();
        } else if (dice < 340) {
            life.links.one(application, chance.below(30));
        } else if (dice < 410) {
            application.follow();
        } else if (dice < 440) {
            application.unfollow();
        } else if (dice < 510) {
            application.open(application.someInbox());
        } else if (dice < 690) {
            ofSomeSession(session -> session.poll(chance.between(1, 30)));
        } else if (dice < 800) {
            ofSomeSession(SimulatedInboxSession::ackSome);
        } else if (dice < 825) {
            ofSomeSession(session -> {
                world.tally.count(InboxHappening.CLOSED_BY_READER);
                session.close();
            });
        } else if (dice < 855) {
            application.list(application.someInbox());
        } else if (dice < 870) {
            application.pushNow();
        } else if (dice < 874) {
            application.forget(application.someInbox());
        } else if (dice < 877) {
            application.delete();
        } else if (dice < 940) {
            advance(Duration.ofMillis(chance.between(1, 400)));
        } else if (dice < 960) {
            advance(Duration.ofMillis(chance.between(1_000, 6_000)));
        } else if (dice < 973) {
            trouble();
        } else if (dice < 985) {
            world.trace.say("storage heals");
            world.faults.heal();
        } else if (dice < 994) {
            life.scheduler.runAll();
        } else {
            another();
        }
    }

    private void named(int dice) {
        if (dice < 2) {
            life.named.open();
        } else if (dice < 5) {
            life.named.read();
        } else {
            life.named.close();
        }
    }

    private void ofSomeSession(Consumer<SimulatedInboxSession> work) {
        InboxLife of = oldLife != null && chance.oneIn(4) ? oldLife : life;
        if (!of.sessions.isEmpty()) {
            // mostly one of the newest
            int from = chance.oneIn(5) ? 0 : Math.max(0, of.sessions.size() - 3);
            work.accept(of.sessions.get(chance.between(from, of.sessions.size() - 1)));
        }
    }

    private void run(int tasks) {
        for (int i = 0; i < tasks; i++) {
            InboxLife old = oldLife;
            if (old != null && chance.oneIn(3)) {
                old.scheduler.runOne();
            } else {
                life.scheduler.runOne();
            }
        }
    }

    private void advance(Duration by) {
        world.trace.say("--- %s pass", by);
        int hops = chance.between(1, 4);
        for (int i = 0; i < hops; i++) {
            world.clock.advance(by.dividedBy(hops));
            run(chance.below(12));
        }
    }

    private void trouble() {
        Faults faults = world.faults;
        switch (chance.below(7)) {
            case 0 -> faults.late = chance.pick(20, 60, 100);
            case 1 -> faults.refused = chance.pick(10, 50);
            case 2 -> faults.answerLost = chance.pick(10, 50);
            case 3 -> faults.lateReads = chance.pick(30, 100);
            case 5 -> faults.silent = chance.pick(5, 20, 60);
            case 4 -> faults.failedReads = chance.pick(20, 60);
            default -> faults.latest = Duration.ofMillis(chance.pick(5, 300, 4_000));
        }
        world.trace.say("trouble: %s", faults);
    }

    // ---- another broker

    /** The broker crashes, or is only thought to have. */
    private void another() {
        endOld();
        InboxLife before = life;
        if (before.open.isEmpty() && chance.oneIn(2)) {
            world.trace.say("=== another broker begins, the old one lives on");
            world.tally.count(InboxHappening.OLD_BROKER_LIVES_ON);
            oldLife = before;
            before.isOld();
        } else {
            world.trace.say("=== the broker crashes");
            world.tally.count(InboxHappening.BROKER_CRASHED);
            before.crash();
            stored.crash();
        }
        inboxed.disturbedAll();
        life = begin();
        application.goOn(life);
    }

    private void endOld() {
        InboxLife old = oldLife;
        if (old == null) {
            return;
        }
        world.faults.heal();
        old.links.heal();
        for (int i = 0; i < 60; i++) {
            old.scheduler.runAll();
            life.scheduler.runAll();
            world.clock.advance(STEP);
        }
        fooled(old);
        old.crash();
        oldLife = null;
        // a timer of the old one may have been late
        inboxed.disturbedAll();
    }

    private void fooled(InboxLife of) {
        for (SimulatedInboxSession session : of.sessions) {
            of.scheduler.runOutside(() -> session.poll(Integer.MAX_VALUE));
            of.scheduler.runAll();
            world.mustBe(!session.isKickedInVain(), "I12: a session of %s was sent away and is not told", session.id);
            world.mustBe(session.due().isEmpty(), "I6: %s is never shown again %s", session.id, session.due());
            world.mustBe(!session.isFooled(), "I6: an old session of %s acknowledges and is told nothing", session.id);
        }
        world.rethrow();
    }

    // ---- the end

    private void drain() {
        world.trace.say("=== everything heals");
        world.faults.heal();
        endOld();
        life.links.heal();
        patience("everybody is answered", () -> life.open.isEmpty() ? "" : life.open.toString());
        rest(60);
        fooled(life);
        sessionsAreCounted();
        everyStandbyHasItsTurn();
        List<String> logs = new ArrayList<>(world.channels());
        world.users().forEach(user -> logs.add("@" + user));
        logs.forEach(log -> life.scheduler.runOutside(() -> application.probe(log)));
        patience("probes are answered", () -> life.open.isEmpty() ? "" : life.open.toString());
        restUntilMarksAreRead();
        for (InboxId id : List.copyOf(inboxed.all().keySet())) {
            if (world.users().contains(id.owner())) {
                last(id);
            }
        }
    }

    private void sessionsAreCounted() {
        life.scheduler.runOutside(() -> life.links.allComeBackTooLate(application));
        for (String user : world.users()) {
            for (int i = world.sessionsPerUser; i > 0; i--) {
                life.scheduler.runOutside(() -> life.links.join(user));
            }
        }
        rest(1);
        for (String user : world.users()) {
            long count = life.links.count(user);
            world.mustBe(
                    count <= world.sessionsPerUser,
                    "I12: %s has %d connections of %d",
                    user,
                    count,
                    world.sessionsPerUser);
            life.scheduler.runOutside(() -> life.links.kick(application, user));
        }
        patience("everybody is sent away", () -> life.open.isEmpty() ? "" : life.open.toString());
        fooled(life);
        for (String user : world.users()) {
            world.mustBe(life.links.count(user) == 0, "I12: %s is sent away and is there", user);
        }
    }

    private void everyStandbyHasItsTurn() {
        patience("I10: who waits for a name gets it once it is free", () -> {
            life.scheduler.runOutside(life.named::close);
            return life.named.waiting() == 0 ? "" : life.named.waiting() + " wait";
        });
    }

    private void restUntilMarksAreRead() {
        world.users().forEach(user -> life.scheduler.runOutside(application::readMarks));
        rest(1);
    }

    private void rest(int steps) {
        for (int i = 0; i < steps; i++) {
            life.scheduler.runAll();
            world.clock.advance(STEP);
        }
        life.scheduler.runAll();
        world.rethrow();
    }

    private void patience(String what, Supplier<String> missing) {
        for (int i = 0; i < 200; i++) {
            rest(1);
            if (missing.get().isEmpty()) {
                return;
            }
        }
        throw world.violation("not within 20 s: " + what + ": " + missing.get());
    }

    /** Opens an inbox a last time, reads and acknowledges all, and looks whether everything came. */
    private void last(InboxId id) {
        life.scheduler.runOutside(() -> application.open(id));
        rest(1);
        SimulatedInboxSession session = application.newest(id);
        if (session == null || session.isOver()) {
            throw world.violation("cannot be opened at the end: " + id);
        }
        Map<String, Position> due = due(id);
        int idle = 0;
        while (idle < 12) {
            int before = session.seen().size();
            life.scheduler.runOutside(() -> session.poll(Integer.MAX_VALUE));
            life.scheduler.runAll();
            if (session.newest() > 0) {
                life.scheduler.runOutside(() -> session.ack(session.newest(), false));
            }
            rest(1);
            idle = session.seen().size() == before ? idle + 1 : 0;
        }
        arrived(id, session, due);
        List<Long> left = new ArrayList<>();
        life.scheduler.runOutside(() -> life.broker
                .inbox(id.owner(), id.device())
                .pending(10)
                .thenAccept(pending -> left.add(pending.count())));
        rest(1);
        world.mustBe(left.equals(List.of(0L)), "all of %s is acknowledged, and there wait %s", id, left);
    }

    /** What must be shown in a last session: all that is not acknowledged. */
    private Map<String, Position> due(InboxId id) {
        Inboxed.Kept kept = inboxed.of(id);
        Map<String, Position> due = new HashMap<>();
        application.sent().forEach((text, one) -> {
            Position position = one.position;
            boolean own = one.channel.equals("@" + id.owner());
            Position start = own ? kept.start : application.follows().certain(id.owner(), one.channel);
            if (position == null || start == null) {
                return;
            }
            boolean after =
                    world.truth.areOfOneLife(one.channel, start, position) && position.offset() > start.offset();
            if (after && !kept.check.mayBeAcknowledged(one.channel, position)) {
                due.put(text, position);
            }
        });
        return due;
    }

    private void arrived(InboxId id, SimulatedInboxSession session, Map<String, Position> due) {
        Set<String> shown = new HashSet<>();
        List<InboxGap> gaps = new ArrayList<>();
        for (InboxEvent event : session.seen()) {
            if (event instanceof Delivery delivery) {
                shown.add(delivery.message().text());
            } else if (event instanceof InboxGap gap) {
                gaps.add(gap);
            }
        }
        due.forEach((text, position) -> {
            String channel = application.sent().get(text).channel;
            Message message = world.truth.at(channel, position);
            boolean expired = message != null && message.isExpiredAt(world.clock.now());
            if (expired && !shown.contains(text)) {
                world.tally.count(InboxHappening.EXPIRED_UNSEEN);
            }
            world.mustBe(
                    shown.contains(text)
                            || expired
                            || gaps.stream().anyMatch(gap -> InboxCheck.covers(world.truth, gap, channel, position)),
                    "I4: %s is never shown %s of %s at %s",
                    id,
                    text,
                    channel,
                    position);
        });
    }

    /** The broker is closed with sessions open: each is told. */
    private void end() {
        world.trace.say("=== the broker is closed");
        world.tally.count(InboxHappening.CLOSED_WITH_SESSIONS);
        life.scheduler.runAtOnce(true);
        life.broker.close(Duration.ofMillis(20));
        life.scheduler.runAtOnce(false);
        life.scheduler.runAll();
        for (SimulatedInboxSession session : life.sessions) {
            life.scheduler.runOutside(() -> session.poll(Integer.MAX_VALUE));
            life.scheduler.runAll();
            world.mustBe(session.isOver(), "R6: the broker is closed, and a session of %s is not told", session.id);
        }
        world.rethrow();
    }
}
