package io.pushcore.engine;

import io.pushcore.Position;
import io.pushcore.Start;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a reader begins that is to get everything after its start or nothing of it: there if all of it is kept, by the hot window or
 * by the log, else at the head. Asked on the channel's strand, with its head known.
 */
final class WholeStart {
    private final Engine engine;
    private final ChannelState channel;

    WholeStart(Engine engine, ChannelState channel) {
        this.engine = engine;
        this.channel = channel;
    }

    CompletableFuture<Origin> of(Start start) {
        HotWindow window = channel.window();
        if (start instanceof Start.Now) {
            return Origin.of(engine, channel, start);
        }
        if (channel.rules().isLive()) {
            return CompletableFuture.completedFuture(Origin.instead(channel));
        }
        if (start instanceof Start.Since since) {
            return Origin.since(engine, channel.name(), since.instant()).thenCompose(this::ifNothingLaterIsGone);
        }
        return Origin.of(engine, channel, start).thenCompose(origin -> {
            boolean atHand = origin.epoch().equals(window.epoch) && window.reaches(origin.index());
            return origin.isForgiving() || atHand ? CompletableFuture.completedFuture(origin) : ifKept(origin);
        });
    }

    private CompletableFuture<Origin> ifKept(Origin origin) {
        // one message tells: the answer speaks of the position, not of what comes after it
        Read one = Read.after(channel.name(), origin.position(), 1, 1);
        return engine.log
                .read(one)
                .thenCompose(result -> {
                    boolean isKept = result instanceof ReadResult.Found;
                    // its client goes on in the epoch of now: a position of an earlier one holds up to its end only
                    return isKept
                            ? CompletableFuture.completedFuture(new Origin(epoch(result), origin.index(), true))
                            : instead();
                })
                .toCompletableFuture();
    }

    private static String epoch(ReadResult result) {
        return result instanceof ReadResult.Gone gone
                ? gone.to().epoch()
                : ((ReadResult.Found) result).head().epoch();
    }

    /** What is trimmed may be later than the instant, unless the message before it is kept or there was none. */
    private CompletionStage<Origin> ifNothingLaterIsGone(Origin origin) {
        Position position = origin.position();
        return engine.log.heads(List.of(channel.name())).thenCompose(heads -> {
            Head head = heads.get(0);
            long needed = Math.max(position.offset(), 1);
            return position.epoch().equals(head.epoch()) && needed >= head.first()
                    ? CompletableFuture.completedFuture(new Origin(origin.epoch(), origin.index(), true))
                    : instead();
        });
    }

    private CompletableFuture<Origin> instead() {
        CompletableFuture<Origin> head = new CompletableFuture<>();
        channel.withHead(() -> head.complete(Origin.instead(channel)), head::completeExceptionally);
        return head;
    }
}
