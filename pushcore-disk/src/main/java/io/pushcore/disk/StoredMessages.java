package io.pushcore.disk;

import io.pushcore.Message;
import io.pushcore.Position;
import org.jspecify.annotations.Nullable;

/** The messages of one channel as they lie on the disk. For one thread, as long as its scan. */
final class StoredMessages implements Place.Finder {
    private static final int UNREAD = -1;
    /** Most messages have room in it. */
    private static final int FIRST_BYTES = 512;

    private final Scan scan;
    private final long id;
    private final long last;
    private final byte[] key = new byte[16];
    private final byte[] head = new byte[MessageRecord.HEAD];
    /** What it stands at, if {@code length} says so; grows with the longest. */
    private byte[] record = head;

    private int length = UNREAD;

    /** Of a channel's id, up to an offset. */
    StoredMessages(Scan scan, long id, long last) {
        this.scan = scan;
        this.id = id;
        this.last = last;
    }

    @Override
    public @Nullable Place at(long offset) {
        return seek(offset) ? new Place(offset(), ByteReader.fixed(head(), 0), ByteReader.fixed(head, 16)) : null;
    }

    /** Goes to the first at or after an offset. */
    boolean seek(long offset) {
        if (offset > last) {
            return false;
        }
        scan.seek(Keys.pair(id, offset));
        return isValid();
    }

    /** Goes to the last at or before an offset. */
    boolean seekBack(long offset) {
        scan.seekBack(Keys.pair(id, offset));
        return isValid();
    }

    /** Goes on to the next, if it does not stand at the last: what lies behind that may be long to walk. */
    boolean next() {
        return offset() < last && scan.next() && isValid();
    }

    /** Goes back to the one before, if that is not before an offset: what was let go may still lie there. */
    boolean previous(long first) {
        return offset() > first && scan.previous() && isValid() && offset() >= first;
    }

    private boolean isValid() {
        length = UNREAD;
        if (!scan.isValid()) {
            return false;
        }
        scan.key(key);
        return ByteReader.fixed(key, 0) == id && offset() <= last;
    }

    /** Of the message it stands at, as are the others. */
    long offset() {
        return ByteReader.fixed(key, 8);
    }

    long expires() {
        read();
        return ByteReader.fixed(record, 8);
    }

    Message message(String channel, Lives lives) {
        return MessageRecord.read(channel, new Position(lives.at(offset()), offset()), read());
    }

    /** All of it, copied once. */
    private ByteReader read() {
        if (length == UNREAD) {
            int whole = checked(scan.value(record));
            if (whole > record.length) {
                record = new byte[Math.max(FIRST_BYTES, whole)];
                scan.value(record);
            }
            length = whole;
        }
        return new ByteReader(record, length);
    }

    /** The beginning, where the rest is not wanted. */
    private byte[] head() {
        checked(scan.value(head));
        return head;
    }

    private int checked(int whole) {
        if (whole < MessageRecord.HEAD) {
            throw Failures.corrupt("message " + offset() + " of channel " + id + " is too short");
        }
        return whole;
    }
}
