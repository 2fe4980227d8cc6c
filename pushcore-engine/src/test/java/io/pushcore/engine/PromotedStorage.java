package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.memory.MemoryStorage;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A storage of one channel in which another epoch begins after an offset, and nothing is lost: as when its database was killed, or a standby promoted. */
final class PromotedStorage implements StorageBackend, ChannelLog {
    static final String NEXT = "promoted";

    private final MemoryStorage memory = MemoryStorage.create();
    private volatile long after = Long.MAX_VALUE;
    private volatile String first = "";

    /** From now on another epoch holds, after what is there. */
    void promote(Position head) {
        first = head.epoch();
        after = head.offset();
    }

    private boolean isPromoted() {
        return after != Long.MAX_VALUE;
    }

    private Position of(Position real) {
        return isPromoted() ? new Position(NEXT, real.offset()) : real;
    }

    private Message of(Message real) {
        return real.offset() <= after
                ? real
                : new Message(
                        real.channel(),
                        new Position(NEXT, real.offset()),
                        real.time(),
                        real.payload(),
                        real.key(),
                        real.headers(),
                        real.sender(),
                        real.expires());
    }

    private ReadResult.Found of(ReadResult.Found real) {
        return new ReadResult.Found(
                real.messages().stream().map(this::of).toList(), of(real.through()), of(real.head()));
    }

    private Appended of(Appended real) {
        return real instanceof Appended.Stored stored
                ? new Appended.Stored(of(stored.message()), stored.durability())
                : real;
    }

    private Head of(Head real) {
        return isPromoted() ? new Head(real.channel(), NEXT, real.first(), real.last()) : real;
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        return memory.channelLog()
                .append(entries)
                .thenApply(all -> all.stream().map(this::of).toList());
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        Position from = read.from();
        if (from.epoch().equals(first) && from.offset() > after) {
            return gone(read);
        }
        Position real = from.epoch().equals(NEXT) ? new Position(first, from.offset()) : from;
        return memory.channelLog()
                .read(new Read(read.channel(), real, read.limit(), read.maxBytes(), read.direction()))
                .thenApply(result -> result instanceof ReadResult.Gone gone
                        ? new ReadResult.Gone(from, of(gone.to()), of(gone.rest()))
                        : of((ReadResult.Found) result));
    }

    private CompletionStage<ReadResult> gone(Read read) {
        Position start = new Position(NEXT, 0);
        return read(Read.after(read.channel(), start, read.limit(), read.maxBytes()))
                .thenApply(rest -> new ReadResult.Gone(read.from(), start, (ReadResult.Found) rest));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return memory.channelLog().positionAt(channel, instant).thenApply(this::of);
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        return memory.channelLog()
                .heads(channels)
                .thenApply(heads -> heads.stream().map(this::of).toList());
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return CompletableFuture.completedFuture(new Changes(List.of(), token));
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return memory.channelLog().trim(channel, throughOffset);
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return memory.channelLog().delete(channel);
    }

    @Override
    public String name() {
        return "promoted";
    }

    @Override
    public Capabilities capabilities() {
        return memory.capabilities();
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        return memory.open(context);
    }

    @Override
    public ChannelLog channelLog() {
        return this;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return memory.leaseStore();
    }

    @Override
    public CompletionStage<Void> close() {
        return memory.close();
    }
}
