package io.pushcore.examples;

import io.pushcore.Durability;
import io.pushcore.Position;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A storage backend as simple as the rules allow: a sorted map per channel, one lock around all. Passes the whole TCK. */
public final class OwnStorage implements StorageBackend, ChannelLog {
    /** Guards all fields and all logs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, OwnLog> logs = new HashMap<>();
    private @Nullable StorageContext context;
    private String epoch = "";
    private long moves;

    @Override
    public String name() {
        return "own";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Durability.MEMORY, true, false, 8 << 20, Duration.ZERO);
    }

    @Override
    public CompletionStage<Void> open(StorageContext opened) {
        lock.lock();
        try {
            epoch = newEpoch(opened);
            context = opened;
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> close() {
        lock.lock();
        try {
            context = null;
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public ChannelLog channelLog() {
        return this;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return Optional.empty(); // no single-use tokens then
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        return locked(now -> entries.stream()
                .map(entry -> {
                    OwnLog log = logs.computeIfAbsent(entry.channel(), channel -> new OwnLog(channel, epoch));
                    log.movedAt = ++moves;
                    return log.append(entry, now);
                })
                .toList());
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return locked(now -> log(read.channel()).read(read, now));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return locked(now -> log(channel).positionAt(instant, now));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        return locked(now -> channels.stream().map(name -> log(name).head(now)).toList());
    }

    /** A token is the storage's epoch and the number of the last move that was told. */
    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return locked(now -> {
            long told = token.startsWith(epoch + ":") ? Position.parse(token).offset() : 0;
            List<OwnLog> moved = logs.values().stream()
                    .filter(log -> log.movedAt > told)
                    .sorted(Comparator.comparingLong(log -> log.movedAt))
                    .limit(limit)
                    .toList();
            long next = moved.isEmpty() ? told : moved.get(moved.size() - 1).movedAt;
            return new Changes(moved.stream().map(log -> log.head(now)).toList(), epoch + ":" + next);
        });
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return locked(now -> log(channel).trim(throughOffset)).thenRun(() -> {});
    }

    /** The channel begins again in another epoch. */
    @Override
    public CompletionStage<Void> delete(String channel) {
        return locked(now -> logs.computeIfPresent(channel, (name, old) -> {
                    OwnLog fresh = new OwnLog(name, newEpoch(context));
                    fresh.movedAt = ++moves;
                    return fresh;
                }))
                .thenRun(() -> {});
    }

    private OwnLog log(String channel) {
        OwnLog log = logs.get(channel);
        return log != null ? log : new OwnLog(channel, epoch);
    }

    private static String newEpoch(@Nullable StorageContext opened) {
        return opened == null ? "0" : Long.toString(opened.random().nextLong() >>> 1, 36);
    }

    private <T> CompletionStage<T> locked(Function<Instant, T> work) {
        lock.lock();
        try {
            return context == null
                    ? CompletableFuture.failedFuture(new StorageException(StorageException.Fault.CLOSED, "not open"))
                    : CompletableFuture.completedFuture(
                            work.apply(context.time().now()));
        } finally {
            lock.unlock();
        }
    }
}
