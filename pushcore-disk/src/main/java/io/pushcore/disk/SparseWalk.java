package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A walk over a family that passes by what cannot be read. How far that reaches is found by seeking: in growing steps until something can
 * be read again, then by halves. For one thread.
 */
final class SparseWalk {
    /** So much of a key is counted with; those of messages have no more. */
    private static final int COUNTED = 16;

    private static final BigInteger END = BigInteger.ONE.shiftLeft(8 * COUNTED);

    private final ReadOnlyFiles files;
    private final Family family;

    SparseWalk(ReadOnlyFiles files, Family family) {
        this.files = files;
        this.family = family;
    }

    /**
     * Goes from a key to before another.
     *
     * @param end null for the end of the family
     * @param lost is told from which key to before which nothing can be read
     */
    void run(byte[] from, byte @Nullable [] end, BiConsumer<byte[], byte[]> entry, BiConsumer<byte[], byte[]> lost) {
        byte[] bound = end == null ? filled() : end;
        byte[] at = from;
        while (at != null) {
            at = readable(at, bound, entry);
            if (at != null) {
                byte[] next = next(at, bound);
                lost.accept(at, next == null ? bound : next);
                at = next;
            }
        }
    }

    /** Visits what can be read; gives where it cannot, or null at the end. */
    private byte @Nullable [] readable(byte[] from, byte[] bound, BiConsumer<byte[], byte[]> entry) {
        byte[] at = from;
        try (ReadOnlyFiles.BoundedScan bounded = files.scan(family, bound)) {
            Scan scan = bounded.scan();
            scan.start(from);
            while (isReadable(scan)) {
                if (!scan.isValid()) {
                    return null;
                }
                byte[] key = scan.key();
                entry.accept(key, scan.value());
                // what comes right after it
                at = Arrays.copyOf(key, key.length + 1);
                scan.advance();
            }
            return at;
        }
    }

    private static boolean isReadable(Scan scan) {
        try {
            scan.isValid();
            return true;
        } catch (StorageException unreadable) {
            return false;
        }
    }

    /** The first key found from which on something can be read, if there is one before the bound. */
    private byte @Nullable [] next(byte[] at, byte[] bound) {
        BigInteger low = number(at);
        BigInteger most = number(bound);
        BigInteger step = BigInteger.ONE;
        BigInteger high = low.add(step);
        while (high.compareTo(most) < 0 && !isReadable(high, bound)) {
            low = high;
            step = step.shiftLeft(1);
            high = low.add(step);
        }
        if (high.compareTo(most) >= 0) {
            return null;
        }
        while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (isReadable(middle, bound)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return key(high);
    }

    private boolean isReadable(BigInteger from, byte[] bound) {
        try (ReadOnlyFiles.BoundedScan bounded = files.scan(family, bound)) {
            bounded.scan().seek(key(from));
            return true;
        } catch (StorageException unreadable) {
            return false;
        }
    }

    private static BigInteger number(byte[] key) {
        return new BigInteger(1, Arrays.copyOf(key, COUNTED)).min(END.subtract(BigInteger.ONE));
    }

    private static byte[] key(BigInteger number) {
        byte[] key = new byte[COUNTED];
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, COUNTED);
        System.arraycopy(bytes, bytes.length - length, key, COUNTED - length, length);
        return key;
    }

    /** After all keys there are. */
    private static byte[] filled() {
        byte[] key = new byte[300];
        Arrays.fill(key, (byte) 0xff);
        return key;
    }
}
