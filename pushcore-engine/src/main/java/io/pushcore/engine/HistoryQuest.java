package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers a question for history from the storage. */
final class HistoryQuest {
    private static final long PAGE_BYTES = 1 << 20;

    private final Engine engine;
    private final String channel;

    HistoryQuest(Engine engine, String channel) {
        this.engine = engine;
        this.channel = channel;
    }

    private boolean isLive() {
        ChannelState inUse = engine.channels.inUse(channel);
        return (inUse != null ? inUse.rules() : engine.tuned().rulesOf(channel)).isLive();
    }

    CompletableFuture<Position> head() {
        if (engine.isClosed()) {
            return CompletableFuture.failedFuture(Engine.closed());
        }
        return isLive()
                ? CompletableFuture.completedFuture(new Position(ChannelState.LIVE_EPOCH, 0))
                : StorageAnswer.of(engine, headOf().thenApply(HistoryQuest::last));
    }

    CompletableFuture<Page> page(History history) {
        if (engine.isClosed()) {
            return CompletableFuture.failedFuture(Engine.closed());
        }
        if (isLive()) {
            return CompletableFuture.failedFuture(
                    new PushCoreException(ErrorCode.NOT_RECOVERABLE, "channel keeps no log: " + channel));
        }
        return StorageAnswer.of(engine, headOf().thenCompose(head -> page(history, head)));
    }

    private CompletionStage<Page> page(History history, Head head) {
        if (history.limit() == 0) {
            return CompletableFuture.completedFuture(new Page(List.of(), last(head), last(head), Optional.empty()));
        }
        return origin(history.start(), head)
                .thenCompose(origin ->
                        history.newestFirst() ? backward(history, origin, head) : forward(origin, history.limit()));
    }

    /** The position a forward page begins after, or null for the newest-first page without a bound. */
    private CompletionStage<Origin> origin(Start start, Head head) {
        if (start instanceof Start.After after) {
            return CompletableFuture.completedFuture(
                    new Origin(after.position().epoch(), after.position().offset(), true));
        }
        if (start instanceof Start.AfterOffset after && after.offset() > 0) {
            return CompletableFuture.completedFuture(new Origin(head.epoch(), after.offset(), true));
        }
        if (start instanceof Start.Since since) {
            return Origin.since(engine, channel, since.instant());
        }
        if (start instanceof Start.Now) {
            return CompletableFuture.completedFuture(Origin.amongKept(head.epoch(), head.last()));
        }
        return CompletableFuture.completedFuture(Origin.amongKept(head.epoch(), head.first() - 1));
    }

    private CompletionStage<Page> forward(Origin origin, int limit) {
        Position from = origin.position();
        return engine.log.read(Read.after(channel, from, limit, PAGE_BYTES)).thenApply(result -> {
            if (result instanceof ReadResult.Found found) {
                return page(found, Optional.empty());
            }
            ReadResult.Gone gone = (ReadResult.Gone) result;
            Gap gap = new Gap(channel, gone.from(), gone.to());
            return page(gone.rest(), origin.isAmongKept() ? Optional.empty() : Optional.of(gap));
        });
    }

    private static Page page(ReadResult.Found found, Optional<Gap> gap) {
        return new Page(found.messages(), found.through(), found.head(), gap);
    }

    /** A position bounds from above, an instant from below. */
    private CompletionStage<Page> backward(History history, Origin origin, Head head) {
        boolean boundsAbove = history.start() instanceof Start.After
                || (history.start() instanceof Start.AfterOffset a && a.offset() > 0);
        Position before = boundsAbove ? origin.position() : last(head).plus(1);
        long above = boundsAbove ? 0 : origin.index();
        return engine.log
                .read(Read.before(channel, before, history.limit(), PAGE_BYTES))
                .thenApply(result -> {
                    if (!(result instanceof ReadResult.Found found)) {
                        return new Page(List.of(), before, last(head), Optional.empty());
                    }
                    List<Message> messages = new ArrayList<>(found.messages());
                    boolean sameLife = found.head().epoch().equals(origin.epoch());
                    messages.removeIf(message -> sameLife && message.offset() <= above);
                    return new Page(messages, found.through(), found.head(), Optional.empty());
                });
    }

    private CompletionStage<Head> headOf() {
        return engine.log.heads(List.of(channel)).thenApply(heads -> heads.get(0));
    }

    private static Position last(Head head) {
        return new Position(head.epoch(), head.last());
    }
}
