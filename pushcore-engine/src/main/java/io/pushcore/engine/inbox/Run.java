package io.pushcore.engine.inbox;

import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Shown;
import org.jspecify.annotations.Nullable;

/** Messages of one channel under numbers without holes, or a gap under one number. */
final class Run {
    final long seq;
    final String channel;
    /** The position of the first message; of a gap, the one through which it goes. */
    final Position first;
    /** Of a gap: after which position something is missing. */
    private final @Nullable Position gapFrom;
    /** How many sessions it was shown to before this one. */
    int redeliveries;

    private int count;

    private Run(long seq, String channel, Position first, int count, @Nullable Position gapFrom) {
        this.seq = seq;
        this.channel = channel;
        this.first = first;
        this.count = count;
        this.gapFrom = gapFrom;
    }

    /** With an epoch in which it can be read again: a message keeps that of its publication. */
    static Run of(long seq, Message message, String epoch) {
        return new Run(seq, message.channel(), new Position(epoch, message.offset()), 1, null);
    }

    static Run of(long seq, Gap gap) {
        return new Run(seq, gap.channel(), gap.to(), 1, gap.from());
    }

    static Run of(Shown shown) {
        if (shown instanceof Shown.Gap gap) {
            return new Run(gap.seq(), gap.channel(), gap.to(), 1, gap.from());
        }
        Shown.Run run = (Shown.Run) shown;
        return new Run(run.seq(), run.channel(), run.first(), run.count(), null);
    }

    Shown toShown() {
        return gapFrom != null
                ? new Shown.Gap(seq, channel, gapFrom, first, Shown.Cause.TRIMMED)
                : new Shown.Run(seq, channel, first, count);
    }

    /** The gap, if it is one. */
    @Nullable
    Gap gap() {
        return gapFrom == null ? null : new Gap(channel, gapFrom, first);
    }

    boolean isGap() {
        return gapFrom != null;
    }

    /** How many numbers it has. */
    int count() {
        return count;
    }

    long lastSeq() {
        return seq + count - 1;
    }

    /** The offset of its last message; of a gap the one through which it goes. */
    long lastOffset() {
        return first.offset() + count - 1;
    }

    long offsetOf(long number) {
        return first.offset() + number - seq;
    }

    /** Takes one more message, if it joins on. */
    boolean takes(long number, Message message, String epoch) {
        boolean joins = !isGap()
                && number == seq + count
                && message.offset() == first.offset() + count
                && channel.equals(message.channel())
                && first.epoch().equals(epoch);
        if (joins) {
            count++;
        }
        return joins;
    }

    /** The part from one of its numbers to another. */
    Run part(long from, long to) {
        Run part = new Run(from, channel, first.plus(from - seq), (int) (to - from + 1), gapFrom);
        part.redeliveries = redeliveries;
        return part;
    }
}
