package io.pushcore.storage;

import io.pushcore.Position;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The logs of all channels. Offsets are 1, 2, 3 … without holes inside a channel and epoch. A failed call completes with a
 * {@link StorageException}.
 */
public interface ChannelLog {
    /**
     * Appends, with one result each, in the order given. Entries of one channel that stand in one call get consecutive
     * offsets. What was appended is visible to every later read. A repeated {@link AppendId} gives its first result again, until its
     * writer confirms it, from then on the call fails with {@code FENCED}. A
     * failed call says nothing about its entries unless the fault is {@code FULL}, {@code CLOSED} or {@code CORRUPT}: then
     * none of them was appended.
     */
    CompletionStage<List<Appended>> append(List<Append> entries);

    /** Reads one channel from a position on; see {@link Read}. */
    CompletionStage<ReadResult> read(Read read);

    /**
     * The position after which everything kept is later than an instant: that of the last message at or before it, or the one
     * before the first kept.
     */
    CompletionStage<Position> positionAt(String channel, Instant instant);

    /** The heads of channels, in the order given. A channel never written has the storage's epoch and offset 0. */
    CompletionStage<List<Head>> heads(List<String> channels);

    /**
     * Heads that moved since a token was given, and the next token; the empty token is before everything. May repeat, must
     * never miss. A token that is not understood, such as one of another life, is taken as the empty one.
     */
    CompletionStage<Changes> changedSince(String token, int limit);

    /**
     * The token of now: {@link #changedSince} with it tells what moves after this call has begun. Unless a storage has a better way, all there is is told
     * to nobody, page by page.
     */
    default CompletionStage<String> tokenOfNow() {
        return tokenAfter("");
    }

    private CompletionStage<String> tokenAfter(String token) {
        return changedSince(token, 10_000)
                .thenCompose(changes -> changes.heads().isEmpty()
                        ? CompletableFuture.completedFuture(changes.next())
                        : tokenAfter(changes.next()));
    }

    /** Drops what is kept up to and with an offset; the head stays. */
    CompletionStage<Void> trim(String channel, long throughOffset);

    /** Drops the channel. Written again, it has another epoch. */
    CompletionStage<Void> delete(String channel);
}
