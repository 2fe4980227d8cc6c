package io.pushcore.memory;

import static io.pushcore.Durability.MEMORY;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Fingerprint;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The log of one channel. Its lock guards all of it; methods other than {@link #sweep} are called with the lock held. */
final class MemoryChannel {
    final ReentrantLock lock = new ReentrantLock();
    final String name;

    /** The place among what changed; the lock of the {@link ChangeIndex} guards it. */
    long changeStamp;
    /** The round of the {@link ChangeIndex} in which this channel moved last. */
    long changeRound;

    private final Surroundings around;
    private final KeptMessages kept = new KeptMessages();
    private final Writers writers = new Writers();
    private @Nullable RememberedKeys keys;
    private String epoch;
    private long lastTime = Long.MIN_VALUE;
    private Sweeper.@Nullable Due due;
    private long dueAt = Nanos.NEVER;
    private boolean idle;
    private boolean forgotten;

    MemoryChannel(String name, String epoch, Surroundings around) {
        this.name = name;
        this.epoch = epoch;
        this.around = around;
    }

    /** Whether this is no longer the channel of its name. */
    boolean isForgotten() {
        return forgotten;
    }

    /** Appends at a time, given as an instant and in nanoseconds. */
    Appended append(Append entry, Instant now, long nanos) {
        long number = entry.id().number();
        Outcomes outcomes = writers.of(entry.id().writer());
        outcomes.confirm(entry.confirmed(), nanos);
        int place = outcomes.find(number);
        if (place >= 0) {
            return again(entry.publication(), outcomes.offset(place), outcomes.time(place));
        }
        if (place == Outcomes.FORGOTTEN) {
            throw new StorageException(
                    StorageException.Fault.FENCED,
                    "append " + number + " comes after its writer confirmed " + outcomes.confirmed());
        }
        if (!entry.retention().equals(kept.keeping().source())) {
            kept.keep(Keeping.of(entry.retention()));
            wake(nanos);
        }
        Publication publication = entry.publication();
        boolean keyed =
                !publication.idempotencyKey().isEmpty() && kept.keeping().remembersKeys();
        if (keyed) {
            RememberedKeys.First first = first(publication, nanos);
            if (first != null) {
                boolean same = first.fingerprint() == Fingerprint.of(publication.payload());
                outcomes.add(number, same ? -first.offset() : 0, first.time());
                wake(Writers.after(nanos));
                return same ? repeated(publication, first.offset(), first.time()) : new Appended.Mismatched();
            }
        }
        Message message = store(publication, now, nanos);
        outcomes.add(number, message.offset(), lastTime);
        if (keyed) {
            remember(message, publication);
        }
        return new Appended.Stored(message, MEMORY);
    }

    String epoch() {
        return epoch;
    }

    /** Reads from a position that stands for the one asked. */
    ReadResult read(Read read, Position from, long now) {
        kept.settle(now, Integer.MAX_VALUE);
        return kept.read(read, from, epoch);
    }

    Position positionAt(long time, long now) {
        kept.settle(now, Integer.MAX_VALUE);
        return new Position(epoch, kept.lastUntil(time));
    }

    Head head(long now) {
        kept.settle(now, Integer.MAX_VALUE);
        return new Head(name, epoch, kept.first(), kept.last());
    }

    void trim(long through) {
        kept.trim(through);
    }

    /** Begins another life, under another epoch. */
    void restart(String newEpoch) {
        epoch = newEpoch;
        lastTime = Long.MIN_VALUE;
        kept.clear();
        writers.clear();
        keys = null;
        moved();
        wake(Long.MIN_VALUE);
    }

    /** Ceases to be the channel of its name, if nothing but its head is left, which nobody awaits. */
    boolean forget() {
        forgotten = idle && !around.awaited().test(name);
        idle = forgotten;
        return forgotten;
    }

    /** Nobody awaits it any more. */
    void release() {
        rest();
    }

    /** Frees what is due, in at most so many pieces; gives how many it were. Takes the lock. */
    int sweep(long now, int pieces) {
        lock.lock();
        try {
            int freed = kept.settle(now, pieces);
            if (keys != null) {
                freed += keys.forgetUntil(oldestKey(now), Math.max(0, pieces - freed));
            }
            writers.forgetSilent(now);
            kept.shrink();
            rest();
            return freed;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of what is kept, for tests and stats. */
    long bytes() {
        return kept.bytes();
    }

    private Message store(Publication publication, Instant now, long nanos) {
        boolean rises = nanos > lastTime;
        lastTime = rises ? nanos : lastTime + 1;
        Instant time = rises ? now : Nanos.instant(lastTime);
        long expires = expiry(publication, lastTime);
        Message message = message(publication, new Position(epoch, kept.last() + 1), time, expires);
        kept.add(message, lastTime, expires, nanos);
        moved();
        wake(Math.min(
                Writers.after(nanos),
                Math.min(expires, Nanos.plus(lastTime, kept.keeping().age()))));
        return message;
    }

    private RememberedKeys.@Nullable First first(Publication publication, long now) {
        if (keys == null) {
            return null;
        }
        keys.forgetUntil(oldestKey(now), Integer.MAX_VALUE);
        return keys.find(new RememberedKeys.Scope(publication.sender(), publication.idempotencyKey()));
    }

    /** The time of the newest key that is too old at a time. */
    private long oldestKey(long now) {
        long age = kept.keeping().keyAge();
        return age == Nanos.NEVER ? Long.MIN_VALUE : now - age;
    }

    private void remember(Message message, Publication publication) {
        if (keys == null) {
            keys = new RememberedKeys();
        }
        keys.remember(
                new RememberedKeys.Scope(publication.sender(), publication.idempotencyKey()),
                new RememberedKeys.First(message.offset(), lastTime, Fingerprint.of(publication.payload())),
                kept.keeping().keyCount());
        wake(Nanos.plus(lastTime, kept.keeping().keyAge()));
    }

    private Appended again(Publication publication, long offset, long time) {
        if (offset == 0) {
            return new Appended.Mismatched();
        }
        return offset < 0
                ? repeated(publication, -offset, time)
                : new Appended.Stored(standing(publication, offset, time), MEMORY);
    }

    private Appended repeated(Publication publication, long offset, long time) {
        return new Appended.Repeated(standing(publication, offset, time), MEMORY);
    }

    /** The message as it stands in the log or, where it is gone, as this publication would have made it. */
    private Message standing(Publication publication, long offset, long time) {
        Message message = kept.find(offset);
        if (message != null) {
            return message;
        }
        return message(publication, new Position(epoch, offset), Nanos.instant(time), expiry(publication, time));
    }

    private static long expiry(Publication publication, long time) {
        return publication.ttl().isZero() ? Nanos.NEVER : Nanos.plus(time, Nanos.of(publication.ttl()));
    }

    private Message message(Publication publication, Position position, Instant time, long expires) {
        return new Message(
                name,
                position,
                time,
                publication.payload(),
                publication.key(),
                publication.headers(),
                publication.sender(),
                Nanos.instant(expires));
    }

    private void moved() {
        if (changeRound != around.changes().round()) {
            around.changes().moved(this);
        }
        if (idle) {
            idle = false;
            around.idleHeads().remove(this);
        }
    }

    /** Sees to it that the sweeper comes at a time or before. */
    private void wake(long at) {
        if (at < dueAt) {
            due = around.sweeper().replace(due, this, at);
            dueAt = at;
        }
    }

    /** Tells the sweeper when to come again, or that nothing is left to sweep. */
    private void rest() {
        long nextKey = keys == null
                ? Nanos.NEVER
                : Nanos.plus(keys.oldest(), kept.keeping().keyAge());
        dueAt = Math.min(kept.next(), Math.min(nextKey, writers.next()));
        due = around.sweeper().replace(due, this, dueAt);
        if (dueAt == Nanos.NEVER
                && kept.isEmpty()
                && !forgotten
                && !around.awaited().test(name)) {
            idle = true;
            around.idleHeads().add(this);
        }
    }

    /** Writes all that a later process needs to go on. */
    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(name);
        out.writeUTF(epoch);
        out.writeLong(lastTime);
        kept.writeTo(out);
        writers.writeTo(out);
        out.writeBoolean(keys != null);
        if (keys != null) {
            keys.writeTo(out);
        }
    }

    /** A channel as it was written; {@link #resume} makes it known. */
    static MemoryChannel readFrom(DataInputStream in, Surroundings around) throws IOException {
        MemoryChannel channel = new MemoryChannel(in.readUTF(), in.readUTF(), around);
        channel.lastTime = in.readLong();
        channel.kept.readFrom(in, channel.name, channel.epoch);
        channel.writers.readFrom(in);
        if (in.readBoolean()) {
            channel.keys = new RememberedKeys();
            channel.keys.readFrom(in);
        }
        return channel;
    }

    /** Begins to be swept and told of. */
    void resume() {
        moved();
        rest();
    }

    /** What all channels of a storage share. */
    record Surroundings(ChangeIndex changes, Sweeper sweeper, IdleHeads idleHeads, Predicate<String> awaited) {}
}
