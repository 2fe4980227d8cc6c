package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hot end of a channel in one wire form and epoch: each message encoded once, read by all connections. The channel's strand
 * appends and cuts; lanes read. Who is too far behind finds nothing here and reads pages instead.
 */
final class Tape {
    /** 256 KiB stay at hand: more would only push other things out of the processor's cache. */
    private static final int KEPT_BYTES = 256 << 10;
    /** A scratch of more than 64 KiB is not kept. */
    private static final int SCRATCH_BYTES = 64 << 10;

    private static final Segment[] NONE = {};

    final WireForm form;
    final String epoch;

    private final SegmentPool pool;
    private final Encoder encoder;
    /** Oldest first; replaced by the strand, never changed. */
    private volatile Segment[] segments = NONE;
    /** The index of the newest message; those behind {@link #head} wait for others. A lane may see an older one, but none below the head it saw. */
    private long written;
    /** The index of the newest message that readers may have; written last. */
    private volatile long head;

    private volatile long readAt;
    private Output scratch = new Output();

    Tape(WireForm form, String epoch, long head, SegmentPool pool, Encoder encoder, long now) {
        this.form = form;
        this.epoch = epoch;
        this.written = head;
        this.head = head;
        this.pool = pool;
        this.encoder = encoder;
        this.readAt = now;
    }

    long head() {
        return head;
    }

    /** The index of the newest message, which may wait to be announced; not below the head that was asked for before. */
    long written() {
        return written;
    }

    long readAt() {
        return readAt;
    }

    void touch(long now) {
        readAt = now;
    }

    /** Encodes and appends the message of the next index, for readers to have. */
    void append(Message message) {
        write(message);
        head = written;
    }

    /** Lets readers have all but the newest so many. */
    void announce(int waiting) {
        long through = written - waiting;
        if (through > head) {
            head = through;
        }
    }

    /** Encodes and appends the message of the next index, which waits until it is announced. */
    void write(Message message) {
        scratch.clear();
        encoder.encode(form, message, scratch);
        long expires = expiry(message);
        Segment[] now = segments;
        Segment last = now.length == 0 ? null : now[now.length - 1];
        if (last == null || !last.append(scratch, 0, scratch.length(), expires)) {
            addSegment(now, expires);
        }
        written++;
        if (scratch.length() > SCRATCH_BYTES) {
            scratch = new Output();
        }
    }

    /** Lets all segments go: readers go on with pages until they are back at the head. */
    void cut() {
        Segment[] gone = segments;
        segments = NONE;
        for (Segment segment : gone) {
            segment.release();
        }
    }

    /** The segment with the message of an index, held for a write; null where it is not, or no longer, on the tape. */
    @Nullable
    Segment hold(long index, Instant now) {
        Segment[] all = segments;
        for (int i = all.length - 1; i >= 0; i--) {
            Segment segment = all[i];
            if (index >= segment.first) {
                boolean there = index < segment.first + segment.count() && !isExpired(segment, now);
                return there && segment.tryHold() ? segment : null;
            }
        }
        return null;
    }

    static long expiry(Message message) {
        return message.expires().equals(Instant.MAX)
                ? Long.MAX_VALUE
                : message.expires().toEpochMilli();
    }

    private static boolean isExpired(Segment segment, Instant now) {
        return segment.expires() != Long.MAX_VALUE && segment.expires() <= now.toEpochMilli();
    }

    private void addSegment(Segment[] now, long expires) {
        if (pool.isOverBudget()) {
            cut();
            return;
        }
        int length = scratch.length();
        int sizeClass = Math.min(now.length, SegmentPool.SIZES.length - 1);
        while (sizeClass < SegmentPool.SIZES.length - 1 && length > SegmentPool.SIZES[sizeClass]) {
            sizeClass++;
        }
        ByteBuffer buffer = length > SegmentPool.SIZES[sizeClass] ? pool.takeLarge(length) : pool.take(sizeClass);
        Segment segment = new Segment(pool, buffer, written + 1);
        segment.append(scratch, 0, length, expires);
        int drop = surplus(now, buffer.capacity());
        Segment[] next = Arrays.copyOfRange(now, drop, now.length + 1);
        next[next.length - 1] = segment;
        segments = next;
        for (int i = 0; i < drop; i++) {
            now[i].release();
        }
    }

    /** How many of the oldest segments are more than is kept. */
    private static int surplus(Segment[] now, int more) {
        long kept = more;
        for (int i = now.length - 1; i >= 0; i--) {
            kept += now[i].capacity();
            if (kept > KEPT_BYTES) {
                return i + 1;
            }
        }
        return 0;
    }
}
