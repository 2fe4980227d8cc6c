package io.pushcore.engine;

import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stretch of a tape: encoded messages one after the other. The channel's strand appends; lanes read what is counted. Its
 * buffer goes back to the pool when the tape and all writes have let go of it; the segment itself is never used again.
 */
final class Segment {
    /** The index of its first message. */
    final long first;

    private final SegmentPool pool;
    private final ByteBuffer bytes;
    /** Where the message {@code first + i} ends; replaced before it is full. */
    private volatile int[] ends;
    /** How many messages can be read; written last. */
    private volatile int count;
    /** When the first of its messages expires, in nanoseconds of the time of day; never, mostly. */
    private volatile long expires = Long.MAX_VALUE;

    private final AtomicInteger holders = new AtomicInteger(1);
    private int written;

    Segment(SegmentPool pool, ByteBuffer bytes, long first) {
        this.pool = pool;
        this.bytes = bytes;
        this.first = first;
        this.ends = new int[Math.max(1, bytes.capacity() / 256)];
    }

    /** Appends one encoded message; says whether it fitted. */
    boolean append(Output encoded, int from, int to, long expiresAt) {
        int length = to - from;
        if (length > bytes.capacity() - written) {
            return false;
        }
        bytes.position(written);
        encoded.copyInto(bytes, from, to);
        written += length;
        int[] marks = ends;
        int number = count;
        if (number == marks.length) {
            marks = Arrays.copyOf(marks, number * 2);
            ends = marks;
        }
        marks[number] = written;
        if (expiresAt < expires) {
            expires = expiresAt;
        }
        count = number + 1;
        return true;
    }

    int count() {
        return count;
    }

    int capacity() {
        return bytes.capacity();
    }

    long expires() {
        return expires;
    }

    /** Where the message of an index begins. */
    int startOf(long index) {
        int number = (int) (index - first);
        return number == 0 ? 0 : ends[number - 1];
    }

    /** Where the message of an index ends. */
    int endOf(long index) {
        return ends[(int) (index - first)];
    }

    /** The last index so that the messages from {@code index} on take at most so many bytes; {@code index} at least. */
    long lastWithin(long index, int mostBytes) {
        int[] marks = ends;
        int number = (int) (index - first);
        int last = count - 1;
        int limit = (number == 0 ? 0 : marks[number - 1]) + mostBytes;
        if (limit < 0 || marks[last] <= limit) {
            return first + last;
        }
        int low = number;
        while (low < last) {
            int middle = (low + last + 1) >>> 1;
            if (marks[middle] <= limit) {
                low = middle;
            } else {
                last = middle - 1;
            }
        }
        return first + low;
    }

    /** A view of the bytes between two places. */
    ByteBuffer slice(int from, int to) {
        return bytes.slice(from, to - from);
    }

    /** Holds the buffer for a write, unless it is gone already. */
    boolean tryHold() {
        int holding = holders.get();
        while (holding > 0) {
            if (holders.compareAndSet(holding, holding + 1)) {
                return true;
            }
            holding = holders.get();
        }
        return false;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            pool.give(bytes);
        }
    }
}
