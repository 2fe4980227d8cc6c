package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages of Socket.IO on their way from codecs and forms through the engine to a session, for no carrier yet: a byte that says what it is, four
 * of its length, and itself.
 */
final class Frames {
    private static final int TEXT = 'T';
    private static final int BINARY = 'B';
    /** Text whose last argument is a place, see {@link Place}. */
    private static final int PLACED = 'P';

    private static final int HEADER = 5;

    private Frames() {}

    /** @param isPlaced whether its last argument says where it stands */
    record Frame(Payload message, boolean isPlaced) {}

    static void text(Output text, boolean isPlaced, Output out) {
        out.put(isPlaced ? PLACED : TEXT).int32(text.length()).put(text.toBytes());
    }

    static void binary(Payload bytes, Output out) {
        out.put(BINARY).int32(bytes.length()).put(bytes);
    }

    /** Reads what one write of the engine has, which are whole frames. */
    static List<Frame> read(List<ByteBuffer> buffers) {
        ByteBuffer all = joined(buffers);
        List<Frame> frames = new ArrayList<>();
        while (all.remaining() >= HEADER) {
            int kind = all.get();
            int length = all.getInt();
            ByteBuffer bytes = all.slice(all.position(), length);
            all.position(all.position() + length);
            Payload.Type type = kind == BINARY ? Payload.Type.BINARY : Payload.Type.TEXT;
            frames.add(new Frame(Payload.copyOf(type, bytes), kind == PLACED));
        }
        return frames;
    }

    private static ByteBuffer joined(List<ByteBuffer> buffers) {
        if (buffers.size() == 1) {
            return buffers.get(0).duplicate();
        }
        int length = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        buffers.forEach(buffer -> all.put(buffer.duplicate()));
        return all.flip();
    }
}
