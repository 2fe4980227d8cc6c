package io.pushcore.engine;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all tapes, within one budget. Small buffers are direct and used again, the last given back first, while it is
 * still in the processor's cache; a buffer for one large message is made for it. Usable from any thread.
 */
final class SegmentPool {
    /** Tapes start with 4 KiB, so that a thousand quiet channels cost little, and go on with more. */
    static final int[] SIZES = {4 << 10, 8 << 10, 16 << 10};

    private volatile long budget;
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong spare = new AtomicLong();
    private final Deque<ByteBuffer>[] spares = deques();

    SegmentPool(long budget) {
        this.budget = budget;
    }

    /** Bytes of segments that a tape or a write in flight holds. */
    long bytes() {
        return live.get();
    }

    void budget(long bytes) {
        budget = bytes;
    }

    boolean isOverBudget() {
        return live.get() > budget;
    }

    /** A buffer of a size from {@link #SIZES}, by its index there. */
    ByteBuffer take(int sizeClass) {
        int size = SIZES[sizeClass];
        live.addAndGet(size);
        ByteBuffer buffer = spares[sizeClass].pollFirst();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(size);
        }
        spare.addAndGet(-size);
        return buffer;
    }

    /** A buffer for one message above the largest of {@link #SIZES}. */
    ByteBuffer takeLarge(int size) {
        live.addAndGet(size);
        return ByteBuffer.allocate(size);
    }

    void give(ByteBuffer buffer) {
        int size = buffer.capacity();
        live.addAndGet(-size);
        for (int i = 0; i < SIZES.length; i++) {
            if (buffer.isDirect() && size == SIZES[i]) {
                if (spare.addAndGet(size) <= budget) {
                    spares[i].addFirst(buffer);
                } else {
                    spare.addAndGet(-size);
                }
                return;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Deque<ByteBuffer>[] deques() {
        Deque<ByteBuffer>[] deques = new Deque[SIZES.length];
        for (int i = 0; i < deques.length; i++) {
            deques[i] = new ConcurrentLinkedDeque<>();
        }
        return deques;
    }
}
