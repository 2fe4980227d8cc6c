package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that come in pieces, gathered in one buffer that grows with what came. Not thread-safe. */
final class Body {
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int length;

    int length() {
        return length;
    }

    /** Adds a piece, unless there would be more than {@code most}; says whether it did. */
    boolean add(ByteBuf piece, int most) {
        int more = piece.readableBytes();
        if (more > most - length) {
            return false;
        }
        if (length + more > bytes.length) {
            long grown = Math.max(length + (long) more, bytes.length + (bytes.length >> 1));
            bytes = Arrays.copyOf(bytes, (int) Math.min(grown, most));
        }
        piece.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /** All of it; valid until more is added. */
    ByteBuffer whole() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
