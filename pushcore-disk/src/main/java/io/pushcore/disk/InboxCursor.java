package io.pushcore.disk;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import org.jspecify.annotations.Nullable;

/**
 * How far an inbox has come in a channel since a follow.
 *
 * @param version of the follow; the cursor of another one is over
 */
record InboxCursor(long version, Cursor cursor) {
    byte[] toBytes() {
        ByteWriter out = new ByteWriter(40).number(version);
        write(cursor, out);
        return out.toBytes();
    }

    /** Of whatever follow. */
    static InboxCursor of(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        return new InboxCursor(in.number(), read(in));
    }

    /** If it is one of this follow. */
    static @Nullable InboxCursor of(byte @Nullable [] bytes, long version) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        return in.number() == version ? new InboxCursor(version, read(in)) : null;
    }

    static void write(Cursor cursor, ByteWriter out) {
        out.text(cursor.epoch()).signed(cursor.floor());
        write(cursor.beyond(), out);
    }

    static Cursor read(ByteReader in) {
        return new Cursor(in.text(), in.signed(), readSet(in));
    }

    /** Empty bytes for an empty set, which is what most are. */
    static void write(OffsetSet offsets, ByteWriter out) {
        out.sized(offsets.isEmpty() ? new byte[0] : offsets.toBytes());
    }

    static OffsetSet readSet(ByteReader in) {
        byte[] bytes = in.sized();
        try {
            return bytes.length == 0 ? OffsetSet.EMPTY : OffsetSet.ofBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw Failures.corrupt("a record of " + bytes.length + " bytes is not a set of offsets");
        }
    }

    /** The further of two in one epoch: the higher floor, and both sets. */
    static Cursor further(Cursor known, Cursor to) {
        return further(known.epoch(), known, to);
    }

    /**
     * The further of two, whose epochs may both be of one log, as after an end that was not clean; the new one, where they are not.
     *
     * @param last how far the log reaches
     */
    static Cursor merged(Cursor known, Cursor to, Lives lives, long last) {
        long knownEnd = lives.end(known.epoch(), last);
        long toEnd = lives.end(to.epoch(), last);
        if (toEnd < 0 || known.floor() > knownEnd) {
            return to;
        }
        // what lies beyond the end of its epoch was lost
        return to.floor() > toEnd ? known : further(lives.current(), upTo(known, knownEnd), upTo(to, toEnd));
    }

    private static Cursor upTo(Cursor cursor, long end) {
        return new Cursor(cursor.epoch(), cursor.floor(), cursor.beyond().upTo(end));
    }

    private static Cursor further(String epoch, Cursor one, Cursor other) {
        long floor = Math.max(one.floor(), other.floor());
        return new Cursor(epoch, floor, one.beyond().with(other.beyond()).above(floor));
    }
}
