package io.pushcore.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a batch begins in a log of writes: the number of its first change, how many there are, and a note of the change up to which all was
 * synced when it was staged.
 *
 * @param synced −1 where there is no note
 */
record BatchHead(long sequence, int count, long synced) {
    static final long UNKNOWN = -1;
    /** Number and count. */
    static final int LENGTH = Long.BYTES + Integer.BYTES;
    /** Number, count and note. */
    static final int WITH_NOTE = LENGTH + 2 + Long.BYTES;

    /** What a batch begins with that is not a change, but told to who reads the log. */
    private static final byte NOTE = 3;

    /** Of the first bytes of a batch, of which there must be {@link #LENGTH}. */
    static BatchHead of(ByteBuffer batch) {
        ByteBuffer bytes = batch.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long sequence = bytes.getLong();
        int count = bytes.getInt();
        boolean noted = bytes.remaining() >= WITH_NOTE - LENGTH && bytes.get() == NOTE && bytes.get() == Long.BYTES;
        return new BatchHead(sequence, count, noted ? bytes.getLong() : UNKNOWN);
    }

    /** What is noted in a batch before its first change. */
    static byte[] note(long synced) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(synced)
                .array();
    }

    /** The number of the first change behind it. */
    long next() {
        return sequence + count;
    }

    /** Whether it was not staged before that change was synced, as far as can be known. */
    boolean tellsOfSync(long change) {
        return synced == UNKNOWN || change == UNKNOWN || synced >= change;
    }
}
