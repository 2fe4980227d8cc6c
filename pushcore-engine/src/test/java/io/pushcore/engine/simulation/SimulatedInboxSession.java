package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxReader;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session as the application reads it, with what it must be shown. */
final class SimulatedInboxSession implements InboxReader, Flow.Subscriber<InboxEvent> {
    final InboxId id;
    private final InboxWorld world;
    private final Inboxed.Kept kept;
    private final InboxCheck check;
    private final InboxSession session;
    private final Consumer<Message> mayShow;
    /** Which opening of the inbox it belongs to. */
    private final long opening;

    private final List<InboxEvent> seen = new ArrayList<>();
    private final TreeSet<Long> waiting = new TreeSet<>();
    private final Set<Long> thrown = new HashSet<>();
    private final Map<String, Position> last = new HashMap<>();
    /** What it acknowledged, maybe before it saw it: the number was listed. */
    private final Set<Long> askedAlone = new HashSet<>();

    private long askedThrough;
    private final boolean handled;
    private boolean flows;
    private Flow.@Nullable Subscription subscription;
    /** How many events it has asked for and not been given. */
    private long demand;

    private long newThrough;
    private long lastSeq;
    private boolean over;
    private boolean closing;
    private boolean superseded;
    private boolean ackedTooLate;
    private boolean acked;

    /** What was shown on an earlier connection of the session and not acknowledged, and must come first. */
    private final TreeSet<Long> due = new TreeSet<>();

    private boolean kicked;

    /**
     * @param opening which opening of the inbox it belongs to; -1 if nobody can know
     * @param before the same session on an earlier connection
     */
    SimulatedInboxSession(
            InboxWorld world,
            InboxId id,
            Inboxed.Kept kept,
            InboxSession session,
            Consumer<Message> mayShow,
            long opening,
            @Nullable SimulatedInboxSession before) {
        this.world = world;
        this.id = id;
        this.kept = kept;
        this.check = kept.check;
        this.session = session;
        this.mayShow = mayShow;
        this.opening = opening;
        this.newThrough = session.shownBefore();
        boolean isLocal = !(session instanceof PeerInboxSession);
        this.handled = isLocal && world.chance.oneIn(4);
        if (before != null) {
            due.addAll(before.waiting);
            askedThrough = before.askedThrough;
            askedAlone.addAll(before.askedAlone);
        }
        if (handled) {
            session.read(this);
        } else if (isLocal && world.chance.oneIn(4)) {
            flows = true;
            session.flow().subscribe(this);
        }
    }

    List<InboxEvent> seen() {
        return seen;
    }

    boolean isOver() {
        return over;
    }

    /** Whether nobody has opened or forgotten the inbox since. */
    boolean isCurrent() {
        return kept.openings == opening && kept.check == check;
    }

    /** Another was answered that it has the inbox now. */
    void superseded() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }

    /** It was sent away, not to come back. */
    void kicked() {
        kicked = true;
    }

    /** I12: whether it was sent away and is told nothing. */
    boolean isKickedInVain() {
        return kicked && !over;
    }

    /** I6: what it was shown before its connection was lost, and is not shown again; nothing once it is over. */
    Set<Long> due() {
        return over || closing || !isCurrent() ? Set.of() : due;
    }

    /** I6: whether it acknowledged what was not its own any more, and was told nothing. */
    boolean isFooled() {
        return ackedTooLate && !over && !closing;
    }

    // ---- what the application does with it

    void poll(int most) {
        if (flows) {
            demand(Math.min(most, 1_000));
            return;
        }
        try {
            for (int i = 0; i < most && !over && !handled; i++) {
                InboxEvent event = session.next(Duration.ZERO).orElse(null);
                if (event == null) {
                    return;
                }
                saw(event);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void demand(int most) {
        Flow.Subscription there = subscription;
        if (there != null && !over && demand < most) {
            long more = most - demand;
            demand = most;
            there.request(more);
        }
    }

    void close() {
        closing = true;
        world.trace.say("%s closes its session", id);
        session.close();
    }

    /** The highest number that waits, or 0. */
    long newest() {
        return waiting.isEmpty() ? 0 : waiting.last();
    }

    void ackSome() {
        Chance chance = world.chance;
        switch (chance.below(12)) {
            case 0 -> ack(newThrough + 5_000, chance.oneIn(2));
            case 1 -> ack(check.someSeen(), chance.oneIn(2));
            case 2 -> kept.burned.stream().findFirst().ifPresent(range -> ack(range.last(), chance.oneIn(2)));
            case 3, 4, 5 -> {
                if (!waiting.isEmpty()) {
                    Long some = waiting.floor(waiting.first() + chance.below(waiting.last() - waiting.first() + 1));
                    ack(some == null ? waiting.first() : some, true);
                }
            }
            default -> {
                if (!waiting.isEmpty()) {
                    Long some = waiting.floor(waiting.first() + chance.below(waiting.last() - waiting.first() + 1));
                    ack(some == null ? waiting.first() : some, false);
                }
            }
        }
    }

    void ack(long seq, boolean only) {
        boolean burned = Inboxed.isIn(kept.burned, seq);
        boolean known = seq >= 1 && (seq <= newThrough || check.hasSeen(seq));
        boolean refused = superseded || closing;
        boolean current = isCurrent();
        // what is below all that is acknowledged is forgotten, whoever asked for that
        boolean first = !acked && !check.mayBeAcknowledged(seq);
        boolean waits = waiting.contains(seq);
        boolean mayBeCurrent = current || opening < 0 && kept.check == check;
        if (known && !burned && mayBeCurrent && !refused) {
            check.asked(seq, only);
            acked = true;
        }
        if (known && !burned) {
            askedThrough = only ? askedThrough : Math.max(askedThrough, seq);
            askedAlone.add(seq);
            waiting.removeIf(number -> only ? number == seq : number <= seq);
            due.removeIf(number -> only ? number == seq : number <= seq);
        }
        world.trace.say("%s acks %d%s", id, seq, only ? " alone" : "");
        (only ? session.ackOnly(seq) : session.ack(seq)).whenComplete((done, failure) -> {
            ErrorCode code = codeOf(failure);
            world.trace.say("%s acked %d: %s", id, seq, code == null ? "ok" : code);
            count(only, known, burned, refused, code);
            if (refused) {
                world.mustBe(code == ErrorCode.CLOSED, "I6: an old session of %s acked %d: %s", id, seq, code);
            } else if (code != ErrorCode.CLOSED && current) {
                judge(seq, known, burned && first, burned, code);
            }
            if (code == null && waits && !current) {
                world.tally.count(InboxHappening.OLD_BROKER_ACKED);
                ackedTooLate = true;
            }
        });
    }

    private void judge(long seq, boolean known, boolean mustBeStale, boolean burned, @Nullable ErrorCode code) {
        if (!known) {
            world.mustBe(code == ErrorCode.BAD_REQUEST, "I2: %s acked %d, which nobody saw: %s", id, seq, code);
        } else if (burned) {
            world.mustBe(
                    code == ErrorCode.STALE || !mustBeStale && code == null,
                    "I2: %s acked %d, which is burned: %s",
                    id,
                    seq,
                    code);
        } else {
            world.mustBe(code == null, "I2: %s acked %d, which was shown: %s", id, seq, code);
        }
    }

    private void count(boolean only, boolean known, boolean burned, boolean refused, @Nullable ErrorCode code) {
        if (refused) {
            world.tally.count(InboxHappening.ACK_OF_AN_OLD_SESSION);
        } else if (code == ErrorCode.STALE) {
            world.tally.count(InboxHappening.ACK_OF_A_BURNED_NUMBER);
        } else if (code == ErrorCode.BAD_REQUEST && !known) {
            world.tally.count(InboxHappening.ACK_FROM_THE_FUTURE);
        } else if (code == null && !burned) {
            world.tally.count(only ? InboxHappening.ACKED_ALONE : InboxHappening.ACKED);
        }
    }

    static @Nullable ErrorCode codeOf(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause == null ? null : cause instanceof PushCoreException known ? known.code() : ErrorCode.INTERNAL;
    }

    // ---- what it is shown

    @Override
    public void delivery(Delivery delivery) {
        saw(delivery);
        if (delivery.seq() > 0 && world.chance.oneIn(30)) {
            world.tally.count(InboxHappening.HANDLER_THREW);
            thrown.add(delivery.seq());
            throw new IllegalStateException("as the simulation wants it");
        }
    }

    @Override
    public void gap(InboxGap gap) {
        saw(gap);
    }

    @Override
    public void closed(Closed closed) {
        saw(closed);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        demand(10);
    }

    @Override
    public void onNext(InboxEvent event) {
        world.tally.count(InboxHappening.READ_BY_FLOW);
        world.mustBe(demand-- > 0, "R4: %s comes, and nobody has asked for it", event);
        saw(event);
    }

    @Override
    public void onError(Throwable failure) {
        saw(new Closed(id.owner(), Closed.Reason.FAILED, failure.toString()));
    }

    @Override
    public void onComplete() {
        saw(new Closed(id.owner(), Closed.Reason.UNSUBSCRIBED, "complete"));
    }

    private void saw(InboxEvent event) {
        world.trace.say("%s is shown %s", id, event);
        world.mustBe(!over, "an event after the last one: %s", event);
        seen.add(event);
        if (event instanceof Closed closed) {
            over = true;
            if (closed.sentence().contains("sessionsPerUser")) {
                world.tally.count(InboxHappening.GAVE_WAY);
            }
        } else if (event instanceof Delivery delivery && delivery.seq() == 0) {
            world.mustBe(delivery.message().text().startsWith("now"), "I1: without a number: %s", event);
        } else if (isCurrent()) {
            numbered(event, event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq());
        }
    }

    private void numbered(InboxEvent event, long seq) {
        boolean again = thrown.remove(seq);
        world.mustBe(again || seq > lastSeq, "I4: numbers of a session do not rise: %s after %d", event, lastSeq);
        lastSeq = Math.max(lastSeq, seq);
        due.remove(seq);
        world.mustBe(
                due.isEmpty() || due.first() > seq, "I6: came back to %s and is shown %s, and not %s", id, event, due);
        if (seq > session.shownBefore() && !again) {
            world.mustBe(seq == newThrough + 1, "I1: numbers have a hole: %s after %d", event, newThrough);
            newThrough = seq;
        }
        if (seq > askedThrough && !askedAlone.contains(seq)) {
            waiting.add(seq);
        }
        world.mustBe(waiting.size() <= world.window, "I5: more than %d wait: %s", world.window, waiting);
        check.saw(event, seq, opening);
        if (event instanceof Delivery delivery) {
            inOrder(delivery, again);
        } else if (event instanceof InboxGap gap) {
            count(gap);
        }
        if (waiting.size() == world.window) {
            world.tally.count(InboxHappening.WINDOW_FULL);
        }
    }

    private void inOrder(Delivery delivery, boolean again) {
        Message message = delivery.message();
        world.tally.count(
                delivery.seq() <= session.shownBefore() ? InboxHappening.REDELIVERED : InboxHappening.DELIVERED);
        mayShow.accept(message);
        Position before = again ? null : last.put(message.channel(), message.position());
        world.mustBe(
                before == null
                        || !world.truth.areOfOneLife(message.channel(), before, message.position())
                        || before.offset() < message.offset(),
                "L13: %s after %s",
                message,
                before);
    }

    private void count(InboxGap gap) {
        Gap of = gap.gap();
        boolean sameLife = world.truth.areOfOneLife(of.channel(), of.from(), of.to());
        world.tally.count(
                gap.reason() == InboxGap.Reason.EXPIRED
                        ? InboxHappening.GAP_EXPIRED
                        : sameLife ? InboxHappening.GAP_TRIMMED : InboxHappening.GAP_BY_EPOCH);
    }
}
