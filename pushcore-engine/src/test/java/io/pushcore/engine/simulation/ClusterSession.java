package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A session of an inbox at one node, as the application reads it, with what it may be shown. */
final class ClusterSession {
    final ClusterNode node;
    final ClusterInbox inbox;
    /** Of its opening. */
    private final long fence;

    private final ClusterWorld world;
    private final ClusterFollows follows;
    private final InboxSession session;
    private final List<InboxEvent> seen = new ArrayList<>();
    private final Set<String> now = new HashSet<>();
    private final TreeSet<Long> waiting = new TreeSet<>();
    private final Map<String, Position> last = new HashMap<>();
    private long newThrough;
    private long lastSeq;
    private @Nullable Closed over;
    private boolean closing;
    private boolean toldTakeover;
    /** When somebody sent its user away for good, and that was written. */
    private @Nullable Instant sentAway;

    ClusterSession(
            ClusterWorld world,
            ClusterNode node,
            ClusterInbox inbox,
            long fence,
            InboxSession session,
            ClusterFollows follows) {
        this.world = world;
        this.node = node;
        this.inbox = inbox;
        this.fence = fence;
        this.session = session;
        this.follows = follows;
        this.newThrough = session.shownBefore();
    }

    List<InboxEvent> seen() {
        return seen;
    }

    boolean isOver() {
        return over != null;
    }

    /** Whether its reader has neither left nor was told of an end. */
    boolean isThere() {
        return over == null && !closing;
    }

    /** Whether nobody has opened the inbox since, for all anybody knows. */
    boolean isCurrent() {
        return fence == inbox.fence();
    }

    /** Whether it is certain that somebody else has the inbox by now. */
    boolean isFenced() {
        return fence < inbox.fence();
    }

    /** Whether somebody else has the inbox by now, and knows. */
    boolean isSuperseded() {
        return fence < inbox.heardFence();
    }

    boolean saw(String text) {
        return now.contains(text);
    }

    void sentAway() {
        if (sentAway == null) {
            sentAway = world.clock.now();
        }
    }

    /** Whether it is to be over by an order, since then. */
    @Nullable
    Instant whenSentAway() {
        return sentAway;
    }

    // ---- what the application does

    void poll(int most) {
        try {
            for (int i = 0; i < most && over == null; i++) {
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

    void close() {
        closing = true;
        world.trace.say("%s closes its session at %s", inbox.id, node);
        session.close();
    }

    /** The highest number that waits, or 0. */
    long newest() {
        return waiting.isEmpty() ? 0 : waiting.last();
    }

    void ackSome() {
        if (!waiting.isEmpty()) {
            Long some = waiting.floor(waiting.first() + world.chance.below(waiting.last() - waiting.first() + 1));
            ack(some == null ? waiting.first() : some, world.chance.oneIn(3));
        }
    }

    void ack(long seq, boolean only) {
        if (isFenced()) {
            world.tally.count(ClusterHappening.ACK_BY_A_ZOMBIE);
        } else if (!closing) {
            inbox.asked(seq, only);
        }
        waiting.removeIf(number -> only ? number == seq : number <= seq);
        world.trace.say("%s at %s acks %d%s", inbox.id, node, seq, only ? " alone" : "");
        boolean current = !isFenced();
        (only ? session.ackOnly(seq) : session.ack(seq)).whenComplete((done, failure) -> {
            ErrorCode code = SimulatedInboxSession.codeOf(failure);
            if (code == null) {
                world.tally.count(ClusterHappening.ACKED);
            }
            world.mustBe(
                    code == null || code == ErrorCode.CLOSED || !current || isFenced(),
                    "I2: %s at %s acked %d, which was shown: %s",
                    inbox.id,
                    node,
                    seq,
                    code);
        });
    }

    // ---- what it is shown

    private void saw(InboxEvent event) {
        world.trace.say("%s at %s is shown %s", inbox.id, node, shortened(event));
        seen.add(event);
        if (event instanceof Closed closed) {
            over = closed;
            if (closed.reason() == Closed.Reason.TAKEN_OVER && isFenced()) {
                world.tally.count(ClusterHappening.TOLD_OF_TAKEOVER);
                toldTakeover = true;
            }
        } else if (event instanceof Delivery delivery && delivery.seq() == 0) {
            String text = delivery.message().text();
            world.mustBe(text.startsWith("now"), "I1: without a number: %s", event);
            world.mustBe(now.add(text), "I9: %s at %s is shown twice %s", inbox.id, node, text);
        } else {
            numbered(event, event instanceof Delivery delivery ? delivery.seq() : ((InboxGap) event).seq());
        }
    }

    private static Object shortened(InboxEvent event) {
        return event instanceof Delivery delivery
                ? delivery.seq() + ": "
                        + delivery.message().channel() + " "
                        + delivery.message().position()
                : event;
    }

    boolean wasToldOfTakeover() {
        return toldTakeover;
    }

    private void numbered(InboxEvent event, long seq) {
        world.mustBe(seq > lastSeq, "I4: numbers of a session do not rise: %s after %d", event, lastSeq);
        lastSeq = seq;
        if (seq > session.shownBefore()) {
            world.mustBe(seq == newThrough + 1, "I1: numbers have a hole: %s after %d", event, newThrough);
            newThrough = seq;
            world.tally.count(ClusterHappening.DELIVERED);
        } else {
            world.tally.count(ClusterHappening.REDELIVERED);
        }
        waiting.add(seq);
        inbox.saw(event, seq, isCurrent());
        if (event instanceof Delivery delivery) {
            inOrder(delivery.message());
        }
    }

    private void inOrder(Message message) {
        Position before = last.put(message.channel(), message.position());
        world.mustBe(
                before == null
                        || inbox.wasUnfollowed(message.channel())
                        || !world.truth.areOfOneLife(message.channel(), before, message.position())
                        || before.offset() < message.offset(),
                "L13: %s after %s",
                message,
                before);
        String own = "@" + inbox.id.owner();
        if (!message.channel().equals(own)) {
            world.tally.count(ClusterHappening.SHOWN_OF_A_FOLLOW);
            world.mustBe(
                    follows.mayShow(inbox.id.owner(), message),
                    "I7: %s is shown what it does not follow: %s",
                    inbox.id,
                    message);
        }
    }
}
