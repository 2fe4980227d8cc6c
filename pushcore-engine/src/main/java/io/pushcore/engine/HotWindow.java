package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of one channel in one epoch, for readers that lag. An index is the offset, or on a channel without a log a
 * number of the window's own. The channel's strand writes; any thread reads.
 */
final class HotWindow {
    /** What a message costs besides its bytes, roughly. */
    static final int MESSAGE_OVERHEAD = 160;

    private static final long NOTED_EVERY = Duration.ofMillis(1).toNanos();

    private static final int CHUNK_BITS = 8;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /**
     * A message that is at most this part of the window goes with the last of its chunk: to write to memory that was used long ago, for each,
     * would slow publishing down, and a chunk of them is a sixteenth of the window.
     */
    private static final int SMALL_PART = 16 * CHUNK;

    final String epoch;

    /** Chunks by their number, modulo its length; written by the strand. */
    private volatile AtomicReferenceArray<@Nullable Chunk> ring = new AtomicReferenceArray<>(4);

    private final AtomicLong first;
    /** Written last, and at once seen by all: who sleeps must not miss a message announced after it. */
    private volatile long head;

    private final AtomicLong bytes = new AtomicLong();
    /** When a reader last took from it, in nanoseconds of {@code Time}, to a millisecond. */
    private volatile long readAt;

    /** Where the newest stands, and the oldest; for the strand only, which need not look for them each time. */
    private @Nullable Chunk newest;

    private @Nullable Chunk oldest;

    /** An empty window: the next index is {@code head + 1}. */
    HotWindow(String epoch, long head, long now) {
        this.epoch = epoch;
        this.head = head;
        this.first = new AtomicLong(head + 1);
        this.readAt = now;
    }

    static long sizeOf(Message message) {
        return sizeOf(message.payload(), message.key(), message.headers());
    }

    /** What a message of these parts counts for, here and on its way here. */
    static long sizeOf(Payload payload, String key, Map<String, String> headers) {
        long size = MESSAGE_OVERHEAD + (long) payload.length() + key.length();
        if (!headers.isEmpty()) {
            for (var header : headers.entrySet()) {
                size += 64L + header.getKey().length() + header.getValue().length();
            }
        }
        return size;
    }

    /** The index of the newest message; {@code first() - 1} when empty. */
    long head() {
        return head;
    }

    /** The index of the oldest message. */
    long first() {
        return first.get();
    }

    long bytes() {
        return bytes.get();
    }

    long readAt() {
        return readAt;
    }

    /** A reader takes from it. Not noted each time: a write takes the window out of the cache of the processor that publishes. */
    void touch(long now) {
        if (now - readAt >= NOTED_EVERY) {
            readAt = now;
        }
    }

    /** Whether reading can go on here after an index. */
    boolean reaches(long index) {
        return index >= first() - 1 && index <= head;
    }

    /** The message at an index, or null when it is no longer here. Only for indexes up to {@link #head()}. */
    @Nullable
    Message get(long index) {
        AtomicReferenceArray<@Nullable Chunk> chunks = ring;
        Chunk chunk = chunks.get((int) (index >>> CHUNK_BITS) & (chunks.length() - 1));
        if (chunk == null || chunk.number != index >>> CHUNK_BITS) {
            return null;
        }
        return chunk.messages[(int) index & (CHUNK - 1)];
    }

    /** Adds the message after the head. */
    long append(Message message) {
        long index = head + 1;
        int slot = (int) index & (CHUNK - 1);
        Chunk chunk = newest;
        if (chunk == null || slot == 0 || index == first()) {
            chunk = begin(index >>> CHUNK_BITS);
        }
        int size = (int) sizeOf(message);
        chunk.sizes[slot] = size;
        chunk.messages[slot] = message;
        bytes.lazySet(bytes() + size);
        head = index;
        return size;
    }

    /** Passes over an index that nobody reads; the window holds nothing then. */
    void skip() {
        long skipped = head + 1;
        head = skipped;
        first.lazySet(skipped + 1);
    }

    /** Drops the oldest until it holds at most so many bytes, but for the newest; says how many bytes went. */
    long trim(long most) {
        long dropped = 0;
        while (bytes() - dropped > most && first() < head) {
            dropped += dropFirst();
        }
        if (dropped > 0) {
            bytes.lazySet(bytes() - dropped);
        }
        return dropped;
    }

    /** Drops all it holds; says how many bytes went. */
    long clear() {
        long dropped = trim(0);
        if (first() == head) {
            long last = dropFirst();
            AtomicReferenceArray<@Nullable Chunk> chunks = ring;
            chunks.set((int) (head >>> CHUNK_BITS) & (chunks.length() - 1), null);
            newest = null;
            bytes.lazySet(bytes() - last);
            dropped += last;
        }
        return dropped;
    }

    /** The index through which {@link #trim} would drop if so many bytes could stay beside newer messages. */
    long trimmedThrough(long most) {
        long through = first() - 1;
        long left = bytes();
        while (left > most && through < head) {
            left -= sizeAt(++through);
        }
        return through;
    }

    private long dropFirst() {
        long index = first();
        first.lazySet(index + 1);
        Chunk chunk = oldest;
        if (chunk == null || chunk.number != index >>> CHUNK_BITS) {
            chunk = chunkOf(index >>> CHUNK_BITS);
            oldest = chunk;
        }
        if (chunk == null) {
            return 0;
        }
        int slot = (int) index & (CHUNK - 1);
        if (chunk.sizes[slot] > bytes() / SMALL_PART) {
            chunk.messages[slot] = null;
        }
        if (slot == CHUNK - 1) {
            AtomicReferenceArray<@Nullable Chunk> chunks = ring;
            chunks.set((int) (index >>> CHUNK_BITS) & (chunks.length() - 1), null);
        }
        return chunk.sizes[slot];
    }

    private int sizeAt(long index) {
        Chunk chunk = chunkOf(index >>> CHUNK_BITS);
        return chunk == null ? 0 : chunk.sizes[(int) index & (CHUNK - 1)];
    }

    private Chunk begin(long number) {
        grow(number);
        Chunk chunk = new Chunk(number);
        AtomicReferenceArray<@Nullable Chunk> chunks = ring;
        chunks.set((int) number & (chunks.length() - 1), chunk);
        newest = chunk;
        oldest = null;
        return chunk;
    }

    private @Nullable Chunk chunkOf(long number) {
        AtomicReferenceArray<@Nullable Chunk> chunks = ring;
        Chunk chunk = chunks.get((int) number & (chunks.length() - 1));
        return chunk == null || chunk.number != number ? null : chunk;
    }

    private void grow(long number) {
        AtomicReferenceArray<@Nullable Chunk> old = ring;
        Chunk there = old.get((int) number & (old.length() - 1));
        if (there == null) {
            return;
        }
        AtomicReferenceArray<@Nullable Chunk> wider = new AtomicReferenceArray<>(old.length() * 2);
        for (int i = 0; i < old.length(); i++) {
            Chunk chunk = old.get(i);
            if (chunk != null) {
                wider.set((int) chunk.number & (wider.length() - 1), chunk);
            }
        }
        ring = wider;
        grow(number);
    }

    /** The messages around an index, for a reader that takes one after the other; null when that is no longer here. */
    @Nullable
    Chunk around(long index) {
        return chunkOf(index >>> CHUNK_BITS);
    }

    /** Messages whose indexes differ in the last bits only. */
    static final class Chunk {
        private final long number;
        private final @Nullable Message[] messages = new @Nullable Message[CHUNK];
        /** What each counts for: whoever drops an old message need not fetch it into the processor's cache for that. */
        private final int[] sizes = new int[CHUNK];

        Chunk(long number) {
            this.number = number;
        }

        /** The message at an index up to {@link #last()} that was the head once, or null when it is no longer here. */
        @Nullable
        Message get(long index) {
            return messages[(int) index & (CHUNK - 1)];
        }

        /** The last index it has a place for. */
        long last() {
            return (number << CHUNK_BITS) + CHUNK - 1;
        }
    }
}
