package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where a reader begins.
 *
 * @param epoch the epoch it begins in
 * @param index the next message is the one after it
 * @param isKnown whether the log is known to reach so far; otherwise the storage is asked first
 * @param forgivesThrough what is trimmed up to this offset before the first message is no gap, since any start among the kept
 *     will do; what was published later is missed by its reader
 * @param isAsAsked whether it is where the reader asked to begin, and not the head because part of that is gone
 */
record Origin(String epoch, long index, boolean isKnown, long forgivesThrough, boolean isAsAsked) {
    /** Forgives nothing. */
    static final long NOTHING = -1;

    Origin(String epoch, long index, boolean isKnown) {
        this(epoch, index, isKnown, NOTHING, true);
    }

    /** The head, for who cannot begin where it asked. */
    static Origin instead(ChannelState channel) {
        HotWindow window = channel.window();
        long newest = channel.newest();
        return new Origin(window.epoch, newest, newest == window.head(), NOTHING, false);
    }

    /** An origin among what is kept, however it is trimmed meanwhile. */
    static Origin amongKept(String epoch, long index) {
        return new Origin(epoch, index, true, Long.MAX_VALUE, true);
    }

    boolean isAmongKept() {
        return forgivesThrough == Long.MAX_VALUE;
    }

    /** Whether something trimmed before the first message is no gap. */
    boolean isForgiving() {
        return forgivesThrough != NOTHING;
    }

    private Origin forgivingThrough(long offset) {
        return new Origin(epoch, index, isKnown, offset, isAsAsked);
    }

    /** The position that is told to the reader. */
    Position position() {
        return new Position(epoch, epoch.equals(ChannelState.LIVE_EPOCH) ? 0 : index);
    }

    /** Finds the origin of a start; on the channel's strand, with its head known. */
    static CompletableFuture<Origin> of(Engine engine, ChannelState channel, Start start) {
        HotWindow window = channel.window();
        if (start instanceof Start.Now) {
            long newest = channel.newest();
            return CompletableFuture.completedFuture(new Origin(window.epoch, newest, newest == window.head()));
        }
        if (channel.rules().isLive()) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.NOT_RECOVERABLE,
                    "channel keeps no log, only reading from now is possible: " + channel.name()));
        }
        if (start instanceof Start.After after) {
            Position position = after.position();
            boolean known = position.epoch().equals(window.epoch) && position.offset() <= window.head();
            return CompletableFuture.completedFuture(new Origin(position.epoch(), position.offset(), known));
        }
        if (start instanceof Start.AfterOffset after && after.offset() > 0) {
            return CompletableFuture.completedFuture(
                    new Origin(window.epoch, after.offset(), after.offset() <= window.head()));
        }
        CompletableFuture<Origin> found = start instanceof Start.Since since
                ? since(engine, channel.name(), since.instant())
                : earliest(engine, channel.name());
        return found.thenApply(
                origin -> origin.forgivingThrough(channel.window().head()));
    }

    /** The origin before the oldest kept message. */
    private static CompletableFuture<Origin> earliest(Engine engine, String channel) {
        return engine.log
                .heads(List.of(channel))
                .thenApply(heads -> amongKept(heads.get(0).epoch(), heads.get(0).first() - 1))
                .toCompletableFuture();
    }

    static CompletableFuture<Origin> since(Engine engine, String channel, Instant instant) {
        return engine.log
                .positionAt(channel, instant)
                .thenApply(position -> amongKept(position.epoch(), position.offset()))
                .toCompletableFuture();
    }
}
