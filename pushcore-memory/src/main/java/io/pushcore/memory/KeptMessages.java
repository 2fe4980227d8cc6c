package io.pushcore.memory;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Weight;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of a channel within its bounds: adds, trims, expires, reads. The lock of the channel guards it. */
final class KeptMessages {
    private final MessageRing ring = new MessageRing();
    private final Expiries expiries = new Expiries();
    private Keeping keeping = Keeping.ALL;
    /** The offset of the newest message that was trimmed before it expired: reading after an older one is a gap. */
    private long floor;

    Keeping keeping() {
        return keeping;
    }

    /** The offset of the first place; {@code last + 1} if there is none. */
    long first() {
        return ring.first();
    }

    long last() {
        return ring.last();
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }

    long bytes() {
        return ring.bytes();
    }

    /** The message at an offset, if it is kept. */
    @Nullable
    Message find(long offset) {
        return ring.find(offset);
    }

    void keep(Keeping changed) {
        keeping = changed;
        while (ring.places() > changed.count() || (ring.places() > 1 && ring.bytes() > changed.bytes())) {
            trimFirst();
        }
    }

    /** Adds the message of the next offset. */
    void add(Message message, long time, long expires, long now) {
        if (keeping.count() == 0) {
            ring.skip();
            floor = ring.last();
            return;
        }
        long size = Weight.of(message.payload(), message.key(), message.headers());
        while (!ring.isEmpty()
                && (ring.places() >= keeping.count()
                        || ring.bytes() + size > keeping.bytes()
                        || isAged(ring.first(), now))) {
            trimFirst();
        }
        ring.add(message, time, (int) Math.min(size, Integer.MAX_VALUE));
        if (expires != Nanos.NEVER) {
            if (expiries.size() > 2 * ring.places() + 64) {
                expiries.dropBelow(ring.first());
            }
            expiries.add(expires, ring.last());
        }
    }

    /** Removes what has aged or expired, at most so many messages; gives how many it were. */
    int settle(long now, int pieces) {
        int freed = 0;
        while (freed < pieces && !ring.isEmpty() && isAged(ring.first(), now)) {
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

    void trim(long through) {
        while (!ring.isEmpty() && ring.first() <= through) {
            trimFirst();
        }
        ring.dropEmptyPlaces();
    }

    /** Forgets everything and begins again after offset 0. */
    void clear() {
        ring.clear();
        expiries.clear();
        floor = 0;
    }

    /** Gives back memory that has not been needed for a while. */
    void shrink() {
        expiries.dropBelow(ring.first());
        ring.shrink();
    }

    /** When the next message ages or expires, or {@link Nanos#NEVER}. */
    long next() {
        long oldest = ring.isEmpty() ? Nanos.NEVER : Nanos.plus(ring.timeAt(ring.first()), keeping.age());
        return Math.min(oldest, expiries.next());
    }

    /** The offset of the last message at or before a time, or the one before the first kept. */
    long lastUntil(long time) {
        return ring.lastUntil(time);
    }

    ReadResult read(Read read, Position from, String epoch) {
        Position head = new Position(epoch, ring.last());
        return read.direction() == Read.Direction.FORWARD ? forward(read, from, head) : backward(read, from, head);
    }

    private ReadResult forward(Read read, Position from, Position head) {
        if (!from.epoch().equals(head.epoch()) || from.offset() < floor || from.offset() > ring.last()) {
            Position to = new Position(head.epoch(), ring.first() - 1);
            return new ReadResult.Gone(read.from(), to, after(read, to.offset(), head));
        }
        return after(read, from.offset(), head);
    }

    private ReadResult.Found after(Read read, long from, Position head) {
        Page page = new Page(read, ring.last() - from);
        long offset = Math.max(from + 1, ring.first());
        while (offset <= ring.last() && page.takes(ring.at(offset), ring.sizeAt(offset))) {
            offset++;
        }
        return new ReadResult.Found(page.messages, new Position(head.epoch(), offset - 1), head);
    }

    private ReadResult backward(Read read, Position from, Position head) {
        boolean within = from.epoch().equals(head.epoch()) && from.offset() <= ring.last();
        long before = within ? from.offset() : ring.last() + 1;
        Page page = new Page(read, before - ring.first());
        long offset = before - 1;
        while (offset >= ring.first() && page.takes(ring.at(offset), ring.sizeAt(offset))) {
            offset--;
        }
        return new ReadResult.Found(page.messages, new Position(head.epoch(), Math.min(before, offset + 1)), head);
    }

    private boolean isAged(long offset, long now) {
        return Nanos.plus(ring.timeAt(offset), keeping.age()) <= now;
    }

    private void trimFirst() {
        if (ring.at(ring.first()) != null) {
            floor = ring.first();
        }
        ring.removeFirst();
    }

    void writeTo(DataOutputStream out) throws IOException {
        DumpedValues.writeRetention(keeping.source(), out);
        out.writeLong(floor);
        out.writeLong(ring.first());
        out.writeLong(ring.last());
        for (long offset = ring.first(); offset <= ring.last(); offset++) {
            Message message = ring.at(offset);
            out.writeLong(ring.timeAt(offset));
            out.writeBoolean(message != null);
            if (message != null) {
                DumpedValues.writeMessage(message, out);
            }
        }
    }

    void readFrom(DataInputStream in, String channel, String epoch) throws IOException {
        keeping = Keeping.of(DumpedValues.readRetention(in));
        floor = in.readLong();
        long first = in.readLong();
        long last = in.readLong();
        ring.beginAt(first);
        for (long offset = first; offset <= last; offset++) {
            long time = in.readLong();
            Message message = in.readBoolean()
                    ? DumpedValues.readMessage(channel, new Position(epoch, offset), Nanos.instant(time), in)
                    : null;
            long size = message == null ? 0 : Weight.of(message);
            ring.add(message, time, (int) Math.min(size, Integer.MAX_VALUE));
            if (message != null && Nanos.of(message.expires()) != Nanos.NEVER) {
                expiries.add(Nanos.of(message.expires()), offset);
            }
        }
    }

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
