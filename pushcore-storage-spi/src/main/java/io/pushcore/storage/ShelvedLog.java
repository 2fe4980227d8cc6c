package io.pushcore.storage;

import io.pushcore.Durability;
import io.pushcore.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Logs by the rules over a {@link Shelf} for each channel: offsets, times, repeats, retention, pages, changes and epochs are
 * its business, so that a backend only has a place for messages. For storages that begin anew with each start and serve one
 * broker: what it knows about channels is on the heap. Calls take turns on the context's executor for calls that block.
 */
public final class ShelvedLog implements ChannelLog {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private final Durability durability;
    private final Function<String, Shelf> shelves;
    private final Turns turns = new Turns();
    /** Touched in turns only, as is what follows. */
    private final Map<String, ShelvedChannel> channels = new HashMap<>();

    private final TreeMap<Long, ShelvedChannel> byMove = new TreeMap<>();
    private long moves;
    private String epoch = "";

    /**
     * @param durability what a message has reached when {@link Shelf#put} returns
     * @param shelves gives a channel's empty shelf; also asked for channels that are only read, so that it should store nothing yet
     */
    public ShelvedLog(Durability durability, Function<String, Shelf> shelves) {
        this.durability = durability;
        this.shelves = shelves;
    }

    /** Begins; for {@link StorageBackend#open}. */
    public CompletionStage<Void> open(StorageContext context) {
        turns.open(context);
        sweepLater(context);
        return done(opened -> epoch = newEpoch(opened));
    }

    /** Ends after what was asked before; for {@link StorageBackend#close}. */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        if (!turns.end(context -> closed.complete(null))) {
            closed.complete(null);
        }
        return closed;
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        return inTurn(context -> {
            Instant now = context.time().now();
            List<Appended> results = new ArrayList<>(entries.size());
            for (Append entry : entries) {
                ShelvedChannel channel = channels.computeIfAbsent(entry.channel(), this::unwritten);
                moved(channel);
                results.add(channel.append(entry, now));
            }
            return results;
        });
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return inTurn(
                context -> channel(read.channel()).read(read, context.time().now()));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return inTurn(
                context -> channel(channel).positionAt(instant, context.time().now()));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> names) {
        return inTurn(context -> {
            Instant now = context.time().now();
            return names.stream().map(name -> channel(name).head(now)).toList();
        });
    }

    /** A token is the storage's epoch and the number of the last move that was told. */
    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return inTurn(context -> {
            Instant now = context.time().now();
            long told = token.startsWith(epoch + ":") ? Position.parse(token).offset() : 0;
            List<ShelvedChannel> moved =
                    byMove.tailMap(told, false).values().stream().limit(limit).toList();
            long next = moved.isEmpty() ? told : moved.get(moved.size() - 1).move;
            return new Changes(moved.stream().map(channel -> channel.head(now)).toList(), epoch + ":" + next);
        });
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return done(context -> channel(channel).trim(throughOffset));
    }

    /** The channel begins again in another epoch. */
    @Override
    public CompletionStage<Void> delete(String channel) {
        return done(context -> {
            ShelvedChannel old = channels.get(channel);
            if (old != null) {
                old.trim(Long.MAX_VALUE);
                byMove.remove(old.move);
                ShelvedChannel fresh = new ShelvedChannel(channel, newEpoch(context), old.shelf, durability);
                channels.put(channel, fresh);
                moved(fresh);
            }
        });
    }

    private ShelvedChannel channel(String name) {
        ShelvedChannel channel = channels.get(name);
        return channel != null ? channel : unwritten(name);
    }

    private ShelvedChannel unwritten(String name) {
        return new ShelvedChannel(name, epoch, shelves.apply(name), durability);
    }

    private void moved(ShelvedChannel channel) {
        byMove.remove(channel.move);
        channel.move = ++moves;
        byMove.put(channel.move, channel);
    }

    private static String newEpoch(StorageContext context) {
        return Long.toString(context.random().nextLong() >>> 1, Character.MAX_RADIX);
    }

    private void sweepLater(StorageContext context) {
        context.time().schedule(SWEEP_EVERY, () -> turns.add(this::sweep));
    }

    private void sweep(StorageContext context) {
        try {
            Instant now = context.time().now();
            channels.values().forEach(channel -> channel.retain(now));
        } catch (RuntimeException failure) {
            // the next call on that channel meets it, and says so
        } finally {
            sweepLater(context);
        }
    }

    private CompletionStage<Void> done(Consumer<StorageContext> work) {
        return inTurn((context, done) -> {
            work.accept(context);
            done.complete(null);
        });
    }

    private <T> CompletionStage<T> inTurn(Function<StorageContext, T> work) {
        return inTurn((context, answer) -> answer.complete(work.apply(context)));
    }

    private <T> CompletionStage<T> inTurn(BiConsumer<StorageContext, CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!turns.add(context -> answer(answer, work, context))) {
            answer.completeExceptionally(new StorageException(StorageException.Fault.CLOSED, "storage is not open"));
        }
        return answer;
    }

    private static <T> void answer(
            CompletableFuture<T> answer,
            BiConsumer<StorageContext, CompletableFuture<T>> work,
            StorageContext context) {
        try {
            work.accept(context, answer);
        } catch (StorageException failure) {
            answer.completeExceptionally(failure);
        } catch (RuntimeException failure) {
            String sentence = "shelf failed: " + failure.getMessage();
            answer.completeExceptionally(new StorageException(StorageException.Fault.RETRIABLE, sentence, failure));
        }
    }
}
