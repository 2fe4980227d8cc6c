package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.Time;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageContext;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** All channels by name. Every call is over when it returns: nothing here waits for more than the lock of a channel. */
final class MemoryChannelLog implements ChannelLog {
    private final ConcurrentHashMap<String, MemoryChannel> channels = new ConcurrentHashMap<>();
    private final OpenContext open;
    private final Epochs epochs = new Epochs();
    private final ChangeIndex changes = new ChangeIndex();
    private final IdleHeads idleHeads;
    private final Sweeper sweeper;
    private final MemoryChannel.Surroundings around;
    /** Tells the tokens of this log from those of another life. */
    private volatile String tokens = "";

    /** Forgets heads when more than so many are idle that nobody awaits; after each sweep others can be told its time. */
    MemoryChannelLog(OpenContext open, int mostIdleHeads, Predicate<String> awaited, Consumer<Time> afterSweep) {
        this.open = open;
        this.idleHeads = new IdleHeads(mostIdleHeads);
        this.sweeper = new Sweeper(open, context -> {
            forgetIdle(context);
            afterSweep.accept(context.time());
        });
        this.around = new MemoryChannel.Surroundings(changes, sweeper, idleHeads, awaited);
    }

    /** Gets ready, before the context is open. */
    void start(StorageContext context) {
        if (tokens.isEmpty()) {
            epochs.change(Epochs.fresh(context));
            tokens = Epochs.fresh(context) + ":";
        }
    }

    Sweeper sweeper() {
        return sweeper;
    }

    /** Writes all channels, after the context was closed. */
    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(epochs.current());
        for (MemoryChannel channel : channels.values()) {
            channel.lock.lock();
            try {
                out.writeBoolean(true);
                channel.writeTo(out);
            } finally {
                channel.lock.unlock();
            }
        }
        out.writeBoolean(false);
    }

    /** Reads what was written and gives what makes it the contents of this log, which is empty. */
    Runnable readFrom(DataInputStream in) throws IOException {
        String epoch = in.readUTF();
        List<MemoryChannel> restored = new ArrayList<>();
        while (in.readBoolean()) {
            restored.add(MemoryChannel.readFrom(in, around));
        }
        return () -> {
            epochs.change(epoch);
            for (MemoryChannel channel : restored) {
                channels.put(channel.name, channel);
                channel.lock.lock();
                try {
                    channel.resume();
                } finally {
                    channel.lock.unlock();
                }
            }
        };
    }

    /** The bytes of all messages kept. */
    long bytes() {
        long bytes = 0;
        for (MemoryChannel channel : channels.values()) {
            channel.lock.lock();
            try {
                bytes += channel.bytes();
            } finally {
                channel.lock.unlock();
            }
        }
        return bytes;
    }

    /** How many channels take up memory. */
    int held() {
        return channels.size();
    }

    /** Lets go of everything, after the context was closed. */
    void clear() {
        channels.clear();
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        return open.complete(now ->
                entries.size() == 1 ? List.of(append(entries.get(0), now)) : Arrays.asList(append(entries, now)));
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return open.complete(now -> looked(
                read.channel(),
                channel -> channel.read(read, startIn(channel.epoch(), read), Nanos.of(now)),
                () -> unwritten(read)));
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return open.complete(now -> looked(
                channel,
                found -> found.positionAt(Nanos.of(instant), Nanos.of(now)),
                () -> new Position(epochs.current(), 0)));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> names) {
        return open.complete(now -> {
            long nanos = Nanos.of(now);
            List<Head> heads = new ArrayList<>(names.size());
            for (String name : names) {
                heads.add(head(name, nanos));
            }
            return heads;
        });
    }

    /** How far a channel reaches. Takes its lock. */
    Head head(String name, Instant now) {
        return head(name, Nanos.of(now));
    }

    /** Nobody awaits a channel any more: its head may be forgotten. Takes its lock. */
    void release(String name) {
        change(name, MemoryChannel::release);
    }

    private Head head(String name, long now) {
        return looked(name, channel -> channel.head(now), () -> new Head(name, epochs.current(), 1, 0));
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return open.complete(now -> {
            String life = tokens;
            long stamp = token.startsWith(life) ? Position.parseOffset(token.substring(life.length())) : 0;
            ChangeIndex.Found found = changes.after(stamp, limit);
            long nanos = Nanos.of(now);
            return new Changes(heads(found.channels(), nanos), life + found.through());
        });
    }

    @Override
    public CompletionStage<String> tokenOfNow() {
        return open.complete(now -> tokens + changes.now());
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return open.run(() -> change(channel, found -> found.trim(throughOffset)));
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return open.run(() -> {
            String epoch = Epochs.fresh(open.get());
            change(channel, found -> found.restart(epoch));
        });
    }

    private static boolean isOneChannel(List<Append> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (!entries.get(i).channel().equals(entries.get(0).channel())) {
                return false;
            }
        }
        return !entries.isEmpty();
    }

    private Appended append(Append entry, Instant now) {
        return written(entry.channel(), channel -> channel.append(entry, now, Nanos.of(now)));
    }

    private Appended[] append(List<Append> entries, Instant now) {
        Appended[] results = new Appended[entries.size()];
        if (isOneChannel(entries)) {
            appendToOne(entries, results, now);
        } else {
            appendToSeveral(entries, results, now);
        }
        return results;
    }

    private void appendToOne(List<Append> entries, Appended[] results, Instant now) {
        long nanos = Nanos.of(now);
        written(entries.get(0).channel(), channel -> {
            for (int i = 0; i < results.length; i++) {
                results[i] = channel.append(entries.get(i), now, nanos);
            }
            return results;
        });
    }

    private void appendToSeveral(List<Append> entries, Appended[] results, Instant now) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            places.computeIfAbsent(entries.get(i).channel(), name -> new ArrayList<>())
                    .add(i);
        }
        long nanos = Nanos.of(now);
        places.forEach((name, all) -> written(name, channel -> {
            for (int place : all) {
                results[place] = channel.append(entries.get(place), now, nanos);
            }
            return results;
        }));
    }

    /** What is written to the channel of a name gives, under its lock; begun if it was never written. */
    private <T> T written(String name, Function<MemoryChannel, T> work) {
        while (true) {
            MemoryChannel channel = channels.get(name);
            if (channel == null) {
                channel = channels.computeIfAbsent(name, this::begin);
            }
            channel.lock.lock();
            try {
                open.get(); // asked again under the lock: a dump that has passed this channel must not miss what comes
                if (!channel.isForgotten()) {
                    return work.apply(channel);
                }
            } finally {
                channel.lock.unlock();
            }
        }
    }

    private MemoryChannel begin(String name) {
        return new MemoryChannel(name, epochs.current(), around);
    }

    /** Where a question begins in an epoch: who waited for the next message has missed none by heads that were forgotten. */
    private Position startIn(String epoch, Read read) {
        Position from = read.from();
        boolean waited = !from.epoch().equals(epoch) && epochs.isStart(read.channel(), from, epoch);
        return waited ? new Position(epoch, 0) : from;
    }

    private ReadResult unwritten(Read read) {
        Position head = new Position(epochs.current(), 0);
        boolean found = read.direction() == Read.Direction.BACKWARD
                || startIn(head.epoch(), read).equals(head);
        ReadResult.Found nothing = new ReadResult.Found(List.of(), head, head);
        return found ? nothing : new ReadResult.Gone(read.from(), head, nothing);
    }

    /** What a channel answers under its lock, or what is answered for one that was never written. */
    private <T> T looked(String name, Function<MemoryChannel, T> look, Supplier<T> unwritten) {
        while (true) {
            MemoryChannel channel = channels.get(name);
            if (channel == null) {
                return unwritten.get();
            }
            channel.lock.lock();
            try {
                if (!channel.isForgotten()) {
                    return look.apply(channel);
                }
            } finally {
                channel.lock.unlock();
            }
        }
    }

    /** Does something to a channel under its lock, if it was ever written; says whether it was. */
    private boolean change(String name, Consumer<MemoryChannel> change) {
        return looked(
                name,
                channel -> {
                    change.accept(channel);
                    return true;
                },
                () -> false);
    }

    private static List<Head> heads(List<MemoryChannel> channels, long now) {
        List<Head> heads = new ArrayList<>(channels.size());
        for (MemoryChannel channel : channels) {
            channel.lock.lock();
            try {
                heads.add(channel.head(now));
            } finally {
                channel.lock.unlock();
            }
        }
        return heads;
    }

    private void forgetIdle(StorageContext context) {
        List<MemoryChannel> excess = idleHeads.excess();
        if (excess.isEmpty()) {
            return;
        }
        // before any name is free: its next life must not begin with the epoch of this one
        epochs.change(
                Epochs.fresh(context), heads(excess, Nanos.of(context.time().now())));
        for (MemoryChannel channel : excess) {
            channel.lock.lock();
            try {
                idleHeads.remove(channel);
                if (channel.forget()) {
                    changes.remove(channel);
                    channels.remove(channel.name, channel);
                }
            } finally {
                channel.lock.unlock();
            }
        }
    }
}
