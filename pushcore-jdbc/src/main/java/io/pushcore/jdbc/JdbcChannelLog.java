package io.pushcore.jdbc;

import io.pushcore.Position;
import io.pushcore.jdbc.postgresql.LogCalls;
import io.pushcore.jdbc.postgresql.Nanos;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs in tables. Calls come from any thread and are asked on the storage's own. */
final class JdbcChannelLog implements ChannelLog {
    private final OpenStorage open;
    private final LogCalls calls;

    JdbcChannelLog(OpenStorage open, LogCalls calls) {
        this.open = open;
        this.calls = calls;
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        OpenStorage.Parts parts = open.current();
        if (parts == null) {
            return OpenStorage.failed();
        }
        return entries.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : Piece.handOver(entries, parts.committer());
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return open.ask(parts -> connection -> calls.read(connection, read, parts.now()));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        long time = Nanos.of(instant);
        return open.ask(parts -> connection -> calls.positionAt(connection, channel, time, parts.now()));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        List<String> names = List.copyOf(channels);
        return open.ask(
                parts -> connection -> names.isEmpty() ? List.of() : calls.heads(connection, names, parts.now()));
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return open.ask(parts -> connection -> calls.changedSince(connection, token, limit, parts.now()));
    }

    @Override
    public CompletionStage<String> tokenOfNow() {
        return open.ask(parts -> calls::tokenOfNow);
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return open.tell(parts -> connection -> {
            calls.trim(connection, channel, throughOffset);
            return true;
        });
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return open.tell(parts -> connection -> {
            calls.delete(connection, channel, Epochs.fresh(parts.context()));
            return true;
        });
    }
}
