package io.pushcore.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How a batch begins in a log of writes: the number of its first change, how many there are, and a note of the change up to which all was
 * synced when it was staged.
 *
 * @param synced −1 where there is no note
 */
record BatchHead(long sequence, int count, long synced) {
    static final long UNKNOWN = -1;
    /** Number and count. */
    private static final int LENGTH = Long.BYTES + Integer.BYTES;
    /** Number, count and note. */
    static final int WITH_NOTE = LENGTH + 2 + Long.BYTES;

    /** What a batch begins with that is not a change, but told to who reads the log. */
    private static final byte NOTE = 3;

    /** Of the first bytes of a batch; null if they are too few. */
    static @Nullable BatchHead of(ByteBuffer batch) {
        ByteBuffer bytes = batch.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < LENGTH) {
            return null;
        }
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

    /** Whether it can be what it seems to be. */
    boolean isPlausible() {
        return sequence >= 0 && count > 0 && synced < sequence;
    }

    /** Whether it may have been staged after that change was synced; what is unknown may be. It may be of another history, too. */
    boolean mayTellOfSync(long change) {
        return synced == UNKNOWN || change == UNKNOWN || synced >= change || sequence <= change;
    }
}
