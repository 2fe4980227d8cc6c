package io.pushcore.disk;

import org.jspecify.annotations.Nullable;

/**
 * A value and when it ends.
 *
 * @param number tells it from others of that key, before and after it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record LeaseRow(long number, long until, byte[] value) {
    byte[] toBytes() {
        return new ByteWriter(32 + value.length)
                .number(number)
                .signed(until)
                .sized(value)
                .toBytes();
    }

    static @Nullable LeaseRow of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        ByteReader in = new ByteReader(bytes);
        return new LeaseRow(in.number(), in.signed(), in.sized());
    }

    /** The one that a key's entry holds, if it has not ended. */
    static @Nullable LeaseRow live(byte @Nullable [] bytes, long now) {
        LeaseRow row = of(bytes);
        return row == null || row.until <= now ? null : row;
    }

    /** Whether the lease of a number is what a key's entry holds, and has not ended. */
    static boolean lives(long number, byte @Nullable [] bytes, long now) {
        LeaseRow row = live(bytes, now);
        return row != null && row.number == number;
    }
}
