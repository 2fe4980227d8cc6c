package io.pushcore.engine;

import io.pushcore.transport.GatheringForm;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a tape that travel in one frame: what the form writes around them, and between that the bytes as they stand on the
 * tape, whatever segments they are in. Only one lane touches it, which may write it to many connections.
 */
final class Frame {
    private final Tape tape;
    private final long after;
    private final List<ByteBuffer> buffers = new ArrayList<>(4);
    private final List<Segment> segments = new ArrayList<>(2);
    private long through;
    private int bytes;

    private Frame(Tape tape, long after) {
        this.tape = tape;
        this.after = after;
        this.through = after;
    }

    /**
     * The messages after an index, held for one write; null if the first of them is not on the tape.
     *
     * @param most how many messages at most
     * @param space for so many bytes, but for the first message, which always has room
     */
    static @Nullable Frame of(Tape tape, long after, int most, int space, Instant now) {
        Frame frame = new Frame(tape, after);
        long last = Math.min(tape.head(), after + most);
        boolean mayGoOn = true;
        while (mayGoOn && frame.through < last) {
            Segment segment = tape.hold(frame.through + 1, now);
            mayGoOn = segment != null && frame.add(segment, last, Math.max(0, space - frame.bytes));
        }
        if (frame.through == after) {
            return null;
        }
        frame.close((GatheringForm) tape.form);
        return frame;
    }

    /** Adds what there is space for; says whether there may be space for more. */
    private boolean add(Segment segment, long last, int space) {
        long to = Math.min(segment.lastWithin(through + 1, space), last);
        int from = segment.startOf(through + 1);
        int end = segment.endOf(to);
        if (through > after && end - from > space) {
            // there is no space for its first message, which begins the next frame
            segment.release();
            return false;
        }
        segments.add(segment);
        if (end > from) {
            buffers.add(segment.slice(from, end));
            bytes += end - from;
        }
        through = to;
        return end - from < space;
    }

    /** Writes what stands around the messages, and takes the byte behind the last of them away. */
    private void close(GatheringForm form) {
        if (buffers.isEmpty()) {
            return;
        }
        int length = buffers.stream().mapToInt(ByteBuffer::remaining).sum() - 1;
        ByteBuffer last = buffers.get(buffers.size() - 1);
        last.limit(last.limit() - 1);
        Output head = new Output(64);
        form.open(length, head);
        Output end = new Output(16);
        form.close(end);
        buffers.add(0, ByteBuffer.wrap(head.toBytes()));
        buffers.add(ByteBuffer.wrap(end.toBytes()));
    }

    /** Whether it is what comes after an index of a tape, and there is space for it. */
    boolean isOf(Tape other, long index, int space) {
        return tape == other && after == index && bytes <= space;
    }

    /** Holds it for one more write, unless some of it is gone already. */
    boolean tryHold() {
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).tryHold()) {
                for (int held = 0; held < i; held++) {
                    segments.get(held).release();
                }
                return false;
            }
        }
        return true;
    }

    /** Hands what is held to a write; says through which index that is. */
    long addTo(Batch batch) {
        buffers.forEach(batch::add);
        segments.forEach(batch::hold);
        return through;
    }
}
