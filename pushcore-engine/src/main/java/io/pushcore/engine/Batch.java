package io.pushcore.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What one write of a connection carries, and what it holds until the socket has taken it. Only the lane touches it. */
final class Batch {
    /** The most bytes of one turn; a larger message goes alone. */
    static final int MOST_BYTES = 64 << 10;

    final List<ByteBuffer> buffers = new ArrayList<>(2);
    private final List<Segment> held = new ArrayList<>(2);
    private int bytes;

    int space() {
        return MOST_BYTES - bytes;
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    void add(ByteBuffer buffer) {
        buffers.add(buffer);
        bytes += buffer.remaining();
    }

    /** Adds bytes of a segment that was held for this write. */
    void add(ByteBuffer buffer, Segment segment) {
        add(buffer);
        hold(segment);
    }

    /** Holds a segment, which was held for this write already, until it is over. */
    void hold(Segment segment) {
        held.add(segment);
    }

    /** Lets go of everything. */
    void clear() {
        for (int i = 0; i < held.size(); i++) {
            held.get(i).release();
        }
        held.clear();
        buffers.clear();
        bytes = 0;
    }
}
