package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Head;
import org.jspecify.annotations.Nullable;

/** What a reader at one node must be shown of one channel, whichever nodes write to it: no hole, no repeat, a gap where something is gone. */
final class ClusterReaderCheck {
    /** How it began. */
    enum Kind {
        NOW,
        AFTER,
        EARLIEST,
        PATTERN
    }

    private final ClusterWorld world;
    private final String who;
    private final String channel;
    private final Kind kind;
    /** The head there was when it came, if its node had to ask for it; else what that has heard of it counts. */
    private final @Nullable Position headBefore;

    private @Nullable Position asked;
    private @Nullable Position anchor;
    /** Where it stands: everything up to here has been shown, or spoken for. */
    private @Nullable Position at;

    /** Until the first event a start among the oldest may move with the trimming. */
    private boolean fresh = true;

    /** @param isFirst whether nobody at its node reads the channel */
    ClusterReaderCheck(
            ClusterWorld world, String who, String channel, Kind kind, @Nullable Position asked, boolean isFirst) {
        this.world = world;
        this.who = who;
        this.channel = channel;
        this.kind = kind;
        this.asked = asked;
        this.at = asked;
        this.headBefore = isFirst ? world.truth.newestPosition(channel) : null;
    }

    void started(Position position) {
        world.trace.say("%s starts after %s", who, position);
        Position from = anchor;
        if (kind == Kind.AFTER) {
            mustBe(position.equals(asked), "R1: asked to start after " + asked + ", told " + position);
        } else if (from == null) {
            begins(position);
            at = position;
        } else if (kind == Kind.NOW) {
            mustExplain("R1: told to start after " + position + ", and began after " + from, position, from);
        }
    }

    void message(Message message) {
        world.trace.say("%s sees %s %s", who, message.position(), shortened(message));
        Position position = message.position();
        Message stored = world.truth.at(channel, position);
        if (!message.equals(stored)) {
            throw fail("L4, R1: saw " + message + " and there stands " + stored);
        }
        Position before = new Position(position.epoch(), position.offset() - 1);
        Position was = at;
        if (kind == Kind.PATTERN) {
            boolean goesOn = was == null
                    || !world.truth.areOfOneLife(channel, was, position)
                    || was.offset() < position.offset();
            mustBe(goesOn, "R5: saw " + position + " after " + was);
        } else if (was == null) {
            anchor = before;
            begins(before);
        } else {
            mustExplain("R1: saw " + position, was, before);
        }
        at = position;
        fresh = false;
    }

    private static String shortened(Message message) {
        String text = message.text();
        return text.length() > 20 ? text.substring(0, 20) : text;
    }

    void gap(Position from, Position to) {
        world.trace.say("%s meets a gap from %s to %s", who, from, to);
        Position was = at;
        if (was == null) {
            anchor = from;
            begins(from);
        } else if (kind != Kind.PATTERN) {
            mustExplain("R2: a gap from " + from, was, from);
        }
        Head head = world.truth.head(channel);
        Position newest = new Position(head.epoch(), head.last());
        boolean sameLife = world.truth.areOfOneLife(channel, from, to);
        world.tally.count(sameLife ? ClusterHappening.GAP_TRIMMED : ClusterHappening.GAP_BY_EPOCH);
        if (sameLife) {
            mustBe(to.offset() > from.offset(), "R2: a gap from " + from + " back to " + to);
        } else {
            mustBe(
                    !world.truth.areOfOneLife(channel, from, newest),
                    "L5: a gap out of the life that goes on: " + from + ", " + to);
        }
        if (to.epoch().equals(head.epoch())) {
            mustBe(to.offset() < head.first(), "R2: a gap from " + from + " to " + to + " but " + head + " is kept");
        }
        at = to;
        fresh = false;
    }

    /** R1: where it begins nothing is shown that stood there before it came, and nothing is left out that is kept. */
    private void begins(Position before) {
        Position known = headBefore;
        if (kind == Kind.NOW && known != null && world.truth.areOfOneLife(channel, known, before)) {
            mustBe(
                    before.offset() >= known.offset(),
                    "R1: came when the head was " + known + " and begins after " + before);
        }
        if (kind == Kind.EARLIEST) {
            Head head = world.truth.head(channel);
            Position first = new Position(head.epoch(), head.first() - 1);
            if (world.truth.areOfOneLife(channel, first, before) && before.offset() > first.offset()) {
                mustExplain("R1: asked for the oldest of " + head + " and begins after " + before, first, before);
            }
        }
    }

    /** Why it is not at the head; empty if it is. */
    String behind(Position head) {
        Position was = at;
        if (was == null) {
            return who + " has not begun";
        }
        boolean beyond = world.truth.areOfOneLife(channel, was, head) && was.offset() >= head.offset();
        return beyond || unexplained(was, head).isEmpty() ? "" : who + " stands at " + was + ", the head is " + head;
    }

    private void mustExplain(String what, Position from, Position through) {
        String why = unexplained(from, through);
        mustBe(why.isEmpty(), what + ": " + why);
    }

    /** What lies between two positions and was not shown; empty if all of it has expired. */
    private String unexplained(Position from, Position through) {
        if (!world.truth.areOfOneLife(channel, from, through)) {
            return "another life without a gap";
        }
        if (through.offset() < from.offset()) {
            return "a repeat";
        }
        Head head = world.truth.head(channel);
        boolean isOver = !world.truth.areOfOneLife(channel, from, new Position(head.epoch(), head.last()));
        for (long offset = from.offset() + 1; offset <= through.offset(); offset++) {
            boolean isTrimmed = isOver || offset < head.first();
            if (fresh && kind == Kind.EARLIEST && isTrimmed) {
                continue;
            }
            Message missed = world.truth.standing(channel, from.epoch(), offset);
            if (missed == null || !missed.isExpiredAt(world.clock.now())) {
                return "missed " + (missed == null ? "offset " + offset : missed);
            }
        }
        return "";
    }

    private void mustBe(boolean so, String otherwise) {
        if (!so) {
            throw fail(otherwise);
        }
    }

    private Violation fail(String sentence) {
        return world.violation(sentence + " [" + who + ", " + kind + ", at " + at + "]");
    }
}
