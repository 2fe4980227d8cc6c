package io.pushcore.memory;

import static io.pushcore.Durability.MEMORY;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
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
    private final MessageRing ring = new MessageRing(0);
    private final Expiries expiries = new Expiries();
    private final Writers writers = new Writers();
    private @Nullable RememberedKeys keys;
    private Keeping keeping = Keeping.ALL;
    private String epoch;
    /** The offset of the newest message that was trimmed before it expired: reading after an older one is a gap. */
    private long floor;

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
        if (!entry.retention().equals(keeping.source())) {
            keep(Keeping.of(entry.retention()), nanos);
        }
        Publication publication = entry.publication();
        boolean keyed = !publication.idempotencyKey().isEmpty() && keeping.remembersKeys();
        if (keyed) {
            RememberedKeys.First first = first(publication, nanos);
            if (first != null) {
                boolean same = first.fingerprint() == RememberedKeys.fingerprint(publication.payload());
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

    ReadResult read(Read read, long now) {
        settle(now, Integer.MAX_VALUE);
        Position head = new Position(epoch, ring.last());
        Position from = read.from();
        if (read.direction() == Read.Direction.BACKWARD) {
            return backward(read, head);
        }
        if (!from.epoch().equals(epoch) || from.offset() < floor || from.offset() > ring.last()) {
            return new ReadResult.Gone(from, new Position(epoch, ring.first() - 1), head);
        }
        Page page = new Page(read, ring.last() - from.offset());
        long offset = Math.max(from.offset() + 1, ring.first());
        while (offset <= ring.last() && page.takes(ring.at(offset), ring.sizeAt(offset))) {
            offset++;
        }
        return new ReadResult.Found(page.messages, new Position(epoch, offset - 1), head);
    }

    Position positionAt(long time, long now) {
        settle(now, Integer.MAX_VALUE);
        return new Position(epoch, ring.lastUntil(time));
    }

    Head head(long now) {
        settle(now, Integer.MAX_VALUE);
        return new Head(name, epoch, ring.first(), ring.last());
    }

    void trim(long through) {
        while (!ring.isEmpty() && ring.first() <= through) {
            trimFirst();
        }
        ring.dropEmptyPlaces();
    }

    /** Begins another life, under another epoch. */
    void restart(String newEpoch) {
        epoch = newEpoch;
        floor = 0;
        lastTime = Long.MIN_VALUE;
        ring.clear();
        expiries.clear();
        writers.clear();
        keys = null;
        moved();
        wake(Long.MIN_VALUE);
    }

    /** Ceases to be the channel of its name, if nothing but its head is left. */
    boolean forget() {
        forgotten = idle;
        return forgotten;
    }

    /** Frees what is due, in at most so many pieces; gives how many it were. Takes the lock. */
    int sweep(long now, int pieces) {
        lock.lock();
        try {
            int freed = settle(now, pieces);
            if (keys != null && keeping.keyAge() != Nanos.NEVER) {
                freed += keys.forgetUntil(now - keeping.keyAge(), Math.max(0, pieces - freed));
            }
            writers.forgetSilent(now);
            expiries.dropBelow(ring.first());
            ring.shrink();
            rest();
            return freed;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of what is kept, for tests and stats. */
    long bytes() {
        return ring.bytes();
    }

    private Message store(Publication publication, Instant now, long nanos) {
        boolean rises = nanos > lastTime;
        lastTime = rises ? nanos : lastTime + 1;
        Instant time = rises ? now : Nanos.instant(lastTime);
        long offset = ring.last() + 1;
        long expires = publication.ttl().isZero() ? Nanos.NEVER : Nanos.plus(lastTime, Nanos.of(publication.ttl()));
        Message message = message(publication, new Position(epoch, offset), time, expires);
        long wanted = Writers.after(nanos);
        if (keeping.count() == 0) {
            trim(ring.last());
            ring.skip();
            floor = ring.last();
        } else {
            long size = Weight.of(publication.payload(), publication.key(), publication.headers());
            makeRoom(nanos, size);
            ring.add(message, lastTime, (int) Math.min(size, Integer.MAX_VALUE));
            if (expires != Nanos.NEVER) {
                expiring(expires, offset);
            }
            wanted = Math.min(wanted, Math.min(expires, Nanos.plus(lastTime, keeping.age())));
        }
        moved();
        wake(wanted);
        return message;
    }

    private void makeRoom(long now, long size) {
        while (!ring.isEmpty()
                && (ring.places() >= keeping.count()
                        || ring.bytes() + size > keeping.bytes()
                        || Nanos.plus(ring.timeAt(ring.first()), keeping.age()) <= now)) {
            trimFirst();
        }
    }

    private void trimFirst() {
        if (ring.at(ring.first()) != null) {
            floor = ring.first();
        }
        ring.removeFirst();
    }

    private void expiring(long expires, long offset) {
        if (expiries.size() > 2 * ring.places() + 64) {
            expiries.dropBelow(ring.first());
        }
        expiries.add(expires, offset);
    }

    /** Removes what has aged or expired, at most so many messages; gives how many it were. */
    private int settle(long now, int pieces) {
        int freed = 0;
        while (freed < pieces && !ring.isEmpty() && Nanos.plus(ring.timeAt(ring.first()), keeping.age()) <= now) {
            trimFirst();
            freed++;
        }
        while (freed < pieces && expiries.next() <= now) {
            long offset = expiries.poll();
            if (offset >= ring.first()) {
                ring.vacate(offset);
            }
            freed++;
        }
        ring.dropEmptyPlaces();
        return freed;
    }

    private ReadResult backward(Read read, Position head) {
        Position from = read.from();
        boolean within = from.epoch().equals(epoch) && from.offset() <= ring.last();
        long before = within ? from.offset() : ring.last() + 1;
        Page page = new Page(read, before - ring.first());
        long offset = before - 1;
        while (offset >= ring.first() && page.takes(ring.at(offset), ring.sizeAt(offset))) {
            offset--;
        }
        return new ReadResult.Found(page.messages, new Position(epoch, Math.min(before, offset + 1)), head);
    }

    private void keep(Keeping changed, long now) {
        keeping = changed;
        while (ring.places() > changed.count() || (ring.places() > 1 && ring.bytes() > changed.bytes())) {
            trimFirst();
        }
        wake(now);
    }

    private RememberedKeys.@Nullable First first(Publication publication, long now) {
        if (keys == null) {
            return null;
        }
        if (keeping.keyAge() != Nanos.NEVER) {
            keys.forgetUntil(now - keeping.keyAge(), Integer.MAX_VALUE);
        }
        return keys.find(new RememberedKeys.Scope(publication.sender(), publication.idempotencyKey()));
    }

    private void remember(Message message, Publication publication) {
        if (keys == null) {
            keys = new RememberedKeys();
        }
        keys.remember(
                new RememberedKeys.Scope(publication.sender(), publication.idempotencyKey()),
                new RememberedKeys.First(message.offset(), lastTime, RememberedKeys.fingerprint(publication.payload())),
                keeping.keyCount());
        wake(Nanos.plus(lastTime, keeping.keyAge()));
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
        Message kept = ring.find(offset);
        if (kept != null) {
            return kept;
        }
        long expires = publication.ttl().isZero() ? Nanos.NEVER : Nanos.plus(time, Nanos.of(publication.ttl()));
        return message(publication, new Position(epoch, offset), Nanos.instant(time), expires);
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
        long oldest = ring.isEmpty() ? Nanos.NEVER : Nanos.plus(ring.timeAt(ring.first()), keeping.age());
        long oldestKey = keys == null ? Nanos.NEVER : Nanos.plus(keys.oldest(), keeping.keyAge());
        dueAt = Math.min(Math.min(oldest, expiries.next()), Math.min(oldestKey, writers.next()));
        due = around.sweeper().replace(due, this, dueAt);
        if (dueAt == Nanos.NEVER && ring.isEmpty() && !forgotten) {
            idle = true;
            around.idleHeads().add(this);
        }
    }

    /** What all channels of a storage share. */
    record Surroundings(ChangeIndex changes, Sweeper sweeper, IdleHeads idleHeads) {}

    /** The messages of one answer. */
    private static final class Page {
        final List<Message> messages;
        private final Read read;
        private long bytes;

        Page(Read read, long atMost) {
            this.read = read;
            this.messages = new ArrayList<>((int) Math.max(0, Math.min(read.limit(), atMost)));
        }

        /** Takes a message, or none where it has expired; says no when the page is full. */
        boolean takes(@Nullable Message message, int size) {
            if (message == null) {
                return true;
            }
            if (messages.size() == read.limit() || (!messages.isEmpty() && bytes + size > read.maxBytes())) {
                return false;
            }
            messages.add(message);
            bytes += size;
            return true;
        }
    }
}
