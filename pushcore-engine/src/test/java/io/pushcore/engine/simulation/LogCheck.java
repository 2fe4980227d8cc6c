package io.pushcore.engine.simulation;

import io.pushcore.ChannelRules;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Head;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a reader of a log must be shown: from its start on every message once, in order, with holes only where a gap says so. */
final class LogCheck implements ReaderCheck {
    /** How it began. */
    enum Kind {
        /** With what comes. */
        NOW,
        /** After a position it had. */
        AFTER,
        /** With the oldest, or with what is later than an instant. */
        KEPT,
        /** As a reader of a pattern. */
        PATTERN
    }

    private final World world;
    private final String who;
    private final String channel;
    private final Kind kind;
    /** Whether publishing is to wait for it. */
    private final boolean isWaitedFor;

    private final boolean latestOnly;
    private final long subscribedAt;
    /** The position it asked to start after. */
    private final @Nullable Position asked;

    private final boolean askedBeyondHead;
    private @Nullable Position start;
    private long startedAt = Long.MAX_VALUE;
    private @Nullable Position anchor;
    /** Where it stands: everything up to here has been shown, or spoken for. */
    private @Nullable Position at;

    private Instant lastEvent;
    private boolean stoodStill;
    /** Until the first event a start among the oldest may move with the trimming. */
    private boolean fresh = true;

    /** The check of a channel that a reader of a pattern hears, since a step of the world. */
    static LogCheck ofPattern(World world, String who, String channel, long since) {
        return new LogCheck(world, who, channel, Kind.PATTERN, null, since, false);
    }

    LogCheck(
            World world,
            String who,
            String channel,
            Kind kind,
            @Nullable Position asked,
            long subscribedAt,
            boolean isWaitedFor) {
        this.world = world;
        this.who = who;
        this.channel = channel;
        this.kind = kind;
        this.asked = asked;
        this.at = asked;
        ChannelRules rules = world.rulesOf(channel);
        this.latestOnly = rules.isLatestOnly();
        this.subscribedAt = subscribedAt;
        this.lastEvent = world.now();
        this.isWaitedFor = isWaitedFor && kind == Kind.NOW && rules.lag() == ChannelRules.Lag.WAIT;
        this.askedBeyondHead = asked != null && asked.offset() > world.truth().end(channel, asked.epoch());
    }

    @Override
    public void started(Position position) {
        world.trace().say("%s starts after %s", who, position);
        start = position;
        startedAt = world.step();
        if (asked != null && !isSame(asked, position)) {
            throw fail("R1: asked to start after " + asked + ", told " + position);
        }
        Position from = anchor;
        if (from == null) {
            at = fresh ? position : at;
        } else if (!isSame(from, position)) {
            fresh = true;
            mustExplain(
                    "R1: told to start after " + position + ", but the first event came after " + from, position, from);
            fresh = false;
        }
    }

    @Override
    public void startedInstead(Position head) {
        throw world.violation("R2: " + who + " did not ask for all or nothing, and starts at " + head);
    }

    @Override
    public void message(Seen seen) {
        world.trace().say("%s sees %s:%d %s", who, seen.epoch(), seen.offset(), seen.text());
        Position position = new Position(seen.epoch(), seen.offset());
        Message stored = world.truth().at(channel, position);
        if (stored == null) {
            throw fail("L4: saw " + seen + " which cannot be read yet");
        }
        if (!stored.text().equals(seen.text()) || SimulatedForm.nanos(stored.time()) != seen.time()) {
            throw fail("R1: saw " + seen + " but there stands " + stored);
        }
        if (seen.expires() <= SimulatedForm.nanos(world.now())) {
            throw fail("L7: saw " + seen + " which has expired");
        }
        Position before = new Position(seen.epoch(), seen.offset() - 1);
        Position was = at;
        if (was == null) {
            begins(before);
        } else if (!isSame(was, before)) {
            mustExplain("R1: saw " + position + " after " + was, was, before);
        }
        at = position;
        fresh = false;
        seen();
    }

    @Override
    public void gap(Position from, Position to) {
        world.trace().say("%s meets a gap from %s to %s", who, from, to);
        Position was = at;
        if (was == null) {
            begins(from);
        } else if (!isSame(was, from)) {
            mustExplain("R2: a gap from " + from + " after " + was, was, from);
        }
        Head head = world.truth().head(channel);
        Position newest = new Position(head.epoch(), head.last());
        boolean sameLife = areOfOneLife(from, to);
        boolean beyond = fresh && askedBeyondHead;
        if (sameLife && !beyond) {
            mustBe(to.offset() > from.offset(), "R2: a gap from " + from + " back to " + to);
        }
        if (to.epoch().equals(head.epoch())) {
            boolean atItsEnd = to.offset() == world.truth().end(channel, from.epoch());
            mustBe(
                    atItsEnd || to.offset() < head.first(),
                    "R2: a gap from " + from + " to " + to + " but " + head + " is kept");
        }
        if (!sameLife) {
            world.tally().count(Happening.GAP_BY_EPOCH);
            mustBe(!areOfOneLife(from, newest), "L5: a gap out of the life that goes on: " + from + ", " + to);
        } else if (kind == Kind.NOW || kind == Kind.PATTERN) {
            mustBe(
                    !windowHeldAll(from),
                    "L8: a gap from " + from + " to " + to + " though the hot window held all of it");
        }
        if (isWaitedFor && sameLife && was != null) {
            stoodStill |= world.now().isAfter(lastEvent.plus(Setup.LAG_WAIT).minusMillis(1));
            mustBe(
                    stoodStill || !windowIsUndisturbed(from),
                    "L9: a gap from " + from + " to " + to + " though publishing was to wait");
        }
        at = to;
        fresh = false;
        seen();
    }

    /** Notes whether it may have made publishing wait the full time, and so lost its right until it has caught up. */
    private void seen() {
        Instant now = world.now();
        stoodStill |= !now.isBefore(lastEvent.plus(Setup.LAG_WAIT));
        lastEvent = now;
        if (at != null && isSame(at, world.truth().newestPosition(channel))) {
            stoodStill = false;
        }
    }

    @Override
    public @Nullable Position position() {
        return at;
    }

    @Override
    public String behind() {
        Position was = at;
        Head head = world.truth().head(channel);
        Position newest = new Position(head.epoch(), head.last());
        if (was == null) {
            return kind == Kind.PATTERN ? "" : who + " has not begun";
        }
        if (isSame(was, newest) || unexplained(was, newest).isEmpty()) {
            return "";
        }
        return who + " stands at " + was + ", the head is " + head;
    }

    /** Its first event comes after a position before it was told where it starts. */
    private void begins(Position before) {
        anchor = before;
        boolean joinedAtOnce = kind == Kind.NOW || world.disturbedAt(channel) < subscribedAt;
        if (joinedAtOnce && (kind == Kind.NOW || kind == Kind.PATTERN)) {
            for (Message message : world.truth().log(channel, before.epoch())) {
                boolean missed = message.offset() <= before.offset()
                        && world.publishedAt(message.text()) > subscribedAt
                        && !message.isExpiredAt(world.now())
                        && !latestOnly;
                mustBe(!missed, "R1: began after " + before + " and never saw " + message);
            }
        }
    }

    /** All between two positions must have expired, been skipped by rule, or been trimmed before it began. */
    private void mustExplain(String what, Position from, Position through) {
        String why = unexplained(from, through);
        if (!why.isEmpty()) {
            throw fail(what + ": " + why);
        }
    }

    private String unexplained(Position from, Position through) {
        if (!areOfOneLife(from, through)) {
            return "another life without a gap";
        }
        if (through.offset() < from.offset()) {
            return "a repeat";
        }
        Head head = world.truth().head(channel);
        boolean isOver = !areOfOneLife(from, new Position(head.epoch(), head.last()));
        for (long offset = from.offset() + 1; offset <= through.offset(); offset++) {
            Message missed = world.truth().standing(channel, from.epoch(), offset);
            boolean trimmedBefore = fresh
                    && kind == Kind.KEPT
                    && (isOver || offset < head.first())
                    && (missed == null || world.publishedAt(missed.text()) < startedAt);
            if (missed != null && missed.isExpiredAt(world.now())) {
                world.tally().count(Happening.EXPIRED_UNSEEN);
            } else if (latestOnly) {
                world.tally().count(Happening.LATEST_ONLY_SKIP);
            } else if (!trimmedBefore) {
                return "missed " + (missed == null ? "offset " + offset : missed);
            }
        }
        return "";
    }

    /** Whether the hot window had room for everything since a position, and nothing made it begin anew. */
    private boolean windowHeldAll(Position from) {
        Truth truth = world.truth();
        return truth.bytesAfter(channel, from) <= world.setup().windowBytes && windowIsUndisturbed(from);
    }

    private boolean windowIsUndisturbed(Position from) {
        Truth truth = world.truth();
        if (world.setup().windowsBytes != Setup.PLENTY || world.disturbedAt(channel) > subscribedAt) {
            return false;
        }
        for (Message message : truth.log(channel, from.epoch())) {
            if (message.offset() > from.offset() && !world.isAcknowledged(message)) {
                return false;
            }
        }
        return true;
    }

    private boolean areOfOneLife(Position one, Position other) {
        return world.truth().areOfOneLife(channel, one, other);
    }

    private boolean isSame(Position one, Position other) {
        return world.truth().isSame(channel, one, other);
    }

    private void mustBe(boolean so, String otherwise) {
        if (!so) {
            throw fail(otherwise);
        }
    }

    private Violation fail(String sentence) {
        return world.violation(sentence + " [" + who + ", " + kind + ", start " + start + ", at " + at + "]");
    }
}
