package io.pushcore.engine.simulation;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Start;
import io.pushcore.storage.Head;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What a reader that asked for everything after its start or nothing must be told: that all of it comes, or that it begins at the
 * head where part of it is gone indeed. Then what any reader must be shown, up to the first gap.
 */
final class WholeCheck implements ReaderCheck {
    private final World world;
    private final String who;
    private final String channel;
    private final Start start;
    private final boolean isLive;
    private final Head headWhenAsked;
    private final boolean newestWasAcknowledged;
    private final boolean askedBeyondHead;
    private final boolean wasGone;
    private final ReaderCheck fromTheHead;
    private ReaderCheck shown;

    /**
     * @param fromTheStart what it must be shown if all of it comes
     * @param fromTheHead what it must be shown otherwise
     */
    WholeCheck(
            World world, String who, String channel, Start start, ReaderCheck fromTheStart, ReaderCheck fromTheHead) {
        this.world = world;
        this.who = who;
        this.channel = channel;
        this.start = start;
        this.shown = fromTheStart;
        this.fromTheHead = fromTheHead;
        this.isLive = world.rulesOf(channel).isLive();
        this.headWhenAsked = world.truth().head(channel);
        this.newestWasAcknowledged = world.isNewestAcknowledged(channel);
        this.askedBeyondHead = start instanceof Start.After beyond && isBeyondHead(beyond.position());
        this.wasGone = start instanceof Start.After after && isGoneForSure(after.position());
    }

    private boolean isBeyondHead(Position position) {
        boolean isKnown = !world.truth().log(channel, position.epoch()).isEmpty();
        return position.offset() > headWhenAsked.last()
                || (isKnown && position.offset() > world.truth().end(channel, position.epoch()));
    }

    private Position newestWhenAsked() {
        return new Position(headWhenAsked.epoch(), headWhenAsked.last());
    }

    private boolean areOfOneLife(Position one, Position other) {
        return world.truth().areOfOneLife(channel, one, other);
    }

    /** Whether what follows a position is not in the log and could not be in the hot window. */
    private boolean isGoneForSure(Position position) {
        if (!areOfOneLife(position, newestWhenAsked())) {
            return world.truth().log(channel, position.epoch()).isEmpty();
        }
        LongSummaryStatistics known = world.truth().log(channel, position.epoch()).stream()
                .filter(message -> message.offset() > position.offset() && world.isAcknowledged(message))
                .mapToLong(message -> 160L + message.payload().length())
                .summaryStatistics();
        // a single message may be larger than the window that holds it
        boolean isTooMuch = known.getCount() > 1 && known.getSum() > world.setup().windowBytes;
        return !askedBeyondHead && world.truth().isGone(channel, position) && isTooMuch;
    }

    @Override
    public void started(Position position) {
        if (!(start instanceof Start.Now)) {
            world.mustBe(!isLive, "L12: recovered on a channel without a log: %s", who);
            world.tally().count(Happening.WHOLE_RECOVERED);
        }
        world.mustBe(!wasGone, "R2: %s is told that all after %s comes, and it was gone", who, start);
        shown.started(position);
    }

    @Override
    public void startedInstead(Position head) {
        world.tally().count(Happening.WHOLE_NOT_RECOVERED);
        world.mustBe(
                isLive || isGone(), "R2: %s asked for %s, all of which is kept, and starts at %s", who, start, head);
        boolean isBehind =
                newestWasAcknowledged && areOfOneLife(head, newestWhenAsked()) && head.offset() < headWhenAsked.last();
        world.mustBe(isLive || !isBehind, "R2: %s starts at %s, the head was %s", who, head, headWhenAsked);
        shown = fromTheHead;
        shown.started(head);
    }

    /** Whether part of what it asked for is gone by now: what is gone does not come back. */
    private boolean isGone() {
        Head head = world.truth().head(channel);
        if (!areOfOneLife(new Position(head.epoch(), head.last()), newestWhenAsked())) {
            return true;
        }
        if (start instanceof Start.After after) {
            return askedBeyondHead || world.truth().isGone(channel, after.position());
        }
        return start instanceof Start.Since since && Math.max(1, lastUntil(since.instant())) < head.first();
    }

    private long lastUntil(Instant instant) {
        return world.truth().log(channel, headWhenAsked.epoch()).stream()
                .filter(message -> !message.time().isAfter(instant))
                .mapToLong(Message::offset)
                .max()
                .orElse(0);
    }

    @Override
    public void message(Seen seen) {
        shown.message(seen);
    }

    @Override
    public void gap(Position from, Position to) {
        world.tally().count(Happening.WHOLE_ENDED_BY_GAP);
        shown.gap(from, to);
    }

    @Override
    public boolean endsAtGap() {
        return true;
    }

    @Override
    public @Nullable Position position() {
        return shown.position();
    }

    @Override
    public String behind() {
        return shown.behind();
    }

    @Override
    public String behind(String newest) {
        return shown.behind(newest);
    }
}
