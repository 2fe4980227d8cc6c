package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.OffsetSet;
import org.jspecify.annotations.Nullable;

/**
 * That an owner follows a channel.
 *
 * @param version the follow version it began with
 * @param from where it took effect
 */
record FollowRow(long version, Position from) {
    /** Where inboxes stand until they move. */
    Cursor cursor() {
        return new Cursor(from.epoch(), from.offset(), OffsetSet.EMPTY);
    }

    byte[] toBytes() {
        return new ByteWriter(32)
                .number(version)
                .text(from.epoch())
                .number(from.offset())
                .toBytes();
    }

    static @Nullable FollowRow of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        return new FollowRow(in.number(), new Position(in.text(), in.number()));
    }
}
