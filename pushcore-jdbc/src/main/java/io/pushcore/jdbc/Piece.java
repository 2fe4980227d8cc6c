package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.AppendGroup;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import io.pushcore.storage.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one call appends to one channel. */
final class Piece {
    private final List<Append> entries;
    private final CompletableFuture<List<Appended>> result = new CompletableFuture<>();

    private Piece(List<Append> entries) {
        this.entries = entries;
    }

    String channel() {
        return entries.get(0).channel();
    }

    List<Append> entries() {
        return entries;
    }

    long bytes() {
        long bytes = 0;
        for (Append entry : entries) {
            bytes += Weight.of(entry.publication().payload(), "", Map.of());
        }
        return bytes;
    }

    void failed(Throwable failure) {
        result.completeExceptionally(failure);
    }

    /** Gives each its part of the results; one without a result was confirmed before. */
    static void answer(List<Piece> pieces, AppendGroup.Part results) {
        int from = 0;
        for (Piece piece : pieces) {
            piece.answer(results, from);
            from += piece.entries.size();
        }
    }

    private void answer(AppendGroup.Part results, int from) {
        List<Appended> mine = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Appended appended = results.result(from + i);
            if (appended == null) {
                failed(new StorageException(
                        Fault.FENCED,
                        "append was confirmed before: " + entries.get(i).id()));
                return;
            }
            mine.add(appended);
        }
        result.complete(mine);
    }

    /** Hands a call over piece by piece, a channel each; gives its results once all are there. */
    static CompletableFuture<List<Appended>> handOver(List<Append> call, Committer committer) {
        Append first = call.get(0);
        if (call.stream().allMatch(entry -> entry.channel().equals(first.channel()))) {
            Piece piece = new Piece(List.copyOf(call));
            committer.add(piece);
            return piece.result;
        }
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < call.size(); i++) {
            places.computeIfAbsent(call.get(i).channel(), channel -> new ArrayList<>())
                    .add(i);
        }
        Map<Piece, List<Integer>> pieces = new LinkedHashMap<>();
        places.values()
                .forEach(mine ->
                        pieces.put(new Piece(mine.stream().map(call::get).toList()), mine));
        pieces.keySet().forEach(committer::add);
        CompletableFuture<List<Appended>> whole = new CompletableFuture<>();
        CompletableFuture.allOf(
                        pieces.keySet().stream().map(piece -> piece.result).toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> {
                    try {
                        whole.complete(joined(call.size(), pieces));
                    } catch (StorageException refused) {
                        whole.completeExceptionally(refused);
                    }
                });
        return whole;
    }

    private static List<Appended> joined(int size, Map<Piece, List<Integer>> pieces) {
        Appended[] all = new Appended[size];
        StorageException refused = null;
        boolean isAnyDone = false;
        for (Map.Entry<Piece, List<Integer>> each : pieces.entrySet()) {
            StorageException failure = each.getKey().failure();
            if (failure != null) {
                refused = failure;
                continue;
            }
            isAnyDone = true;
            List<Appended> mine = each.getKey().result.join();
            for (int i = 0; i < mine.size(); i++) {
                all[each.getValue().get(i)] = mine.get(i);
            }
        }
        if (refused == null) {
            return List.of(all);
        }
        boolean saysNothingWasDone = refused.fault() != Fault.RETRIABLE && refused.fault() != Fault.FENCED;
        throw isAnyDone && saysNothingWasDone
                ? new StorageException(Fault.RETRIABLE, "not all was appended: " + refused.getMessage(), refused)
                : refused;
    }

    private @Nullable StorageException failure() {
        return result.handle((done, failure) -> failure == null
                        ? null
                        : failure instanceof StorageException known
                                ? known
                                : new StorageException(Fault.RETRIABLE, "append failed: " + failure, failure))
                .join();
    }
}
