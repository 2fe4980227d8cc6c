package io.pushcore.netty.ipush;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds chunks (RFC 9112, section 7.1) in what comes. Believes no length before its bytes are there. */
final class ChunkReader {
    /** A size, and an extension that nobody reads. */
    private static final int LONGEST_LINE = 128;

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    /** The heartbeat of ipush's page, which says it has 10 bytes and has 7. */
    private static final byte[] SHORT_HEARTBEAT = "{\"y\":0}\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int SHORT_HEARTBEAT_SAYS = 10;

    private ChunkReader() {}

    /**
     * Consumes the next chunk and gives its content, empty for the last chunk; null and nothing consumed if it has not come.
     *
     * @throws PushCoreException if there is none, or it is longer than {@code most}
     */
    static @Nullable ByteBuffer next(ByteBuffer in, int most) {
        int start = in.position();
        int size = 0;
        int at = start;
        boolean extended = false;
        while (true) {
            if (at - start > LONGEST_LINE) {
                throw wrong("the line of a chunk's size must not be longer than " + LONGEST_LINE + " bytes");
            }
            if (at == in.limit()) {
                return null;
            }
            byte value = in.get(at);
            if (value == '\r' && at > start) {
                break;
            }
            if (!extended && value == ';' && at > start) {
                extended = true;
            } else if (!extended) {
                size = grown(size, value, most);
            } else if (value == '\n') {
                throw wrong("a chunk's size must end with CR LF");
            }
            at++;
        }
        return content(in, at, size);
    }

    private static int grown(int size, byte value, int most) {
        int digit = value < 0 ? -1 : Character.digit((char) value, 16);
        if (digit < 0) {
            throw wrong("a chunk must begin with its size in hexadecimal digits");
        }
        long grown = (long) size << 4 | digit;
        if (grown > most) {
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE, "a chunk must not be longer than " + most + " bytes");
        }
        return (int) grown;
    }

    private static @Nullable ByteBuffer content(ByteBuffer in, int endOfSize, int size) {
        int from = endOfSize + 2;
        if (from > in.limit()) {
            return null;
        }
        if (in.get(endOfSize + 1) != '\n') {
            throw wrong("a chunk's size must end with CR LF");
        }
        if (size == 0) {
            in.position(from);
            return EMPTY;
        }
        if (size == SHORT_HEARTBEAT_SAYS && startsWith(in, from, SHORT_HEARTBEAT)) {
            in.position(from + SHORT_HEARTBEAT.length);
            return in.duplicate().limit(from + SHORT_HEARTBEAT.length - 2).position(from);
        }
        // what a size says need not fit behind what is there
        int left = in.limit() - from;
        if (left > size && in.get(from + size) != '\r') {
            throw wrong("a chunk is longer than its size says, or shorter");
        }
        if (left - 2 < size) {
            return null;
        }
        int to = from + size;
        if (in.get(to + 1) != '\n') {
            throw wrong("a chunk is longer than its size says, or shorter");
        }
        in.position(to + 2);
        return in.duplicate().limit(to).position(from);
    }

    private static boolean startsWith(ByteBuffer in, int from, byte[] bytes) {
        if (in.limit() - from < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (in.get(from + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
