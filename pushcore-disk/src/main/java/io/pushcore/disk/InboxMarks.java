package io.pushcore.disk;

import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import org.jspecify.annotations.Nullable;

/** How it is written what was read of an owner's own log. */
final class InboxMarks {
    private InboxMarks() {}

    static byte[] toBytes(ReadMarks marks) {
        ByteWriter out = new ByteWriter(64).text(marks.epoch());
        InboxCursor.write(marks.offsets(), out);
        return out.toBytes();
    }

    static @Nullable ReadMarks of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        return new ReadMarks(in.text(), InboxCursor.readSet(in));
    }

    /** Those of a log which reaches to an offset: of an epoch of it, and not beyond that epoch's end. */
    static OffsetSet valid(ReadMarks marks, Lives lives, long last) {
        return marks.offsets().upTo(lives.end(marks.epoch(), last));
    }
}
