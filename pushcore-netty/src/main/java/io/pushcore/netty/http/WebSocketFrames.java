package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/** Frames as a server sends them (RFC 6455, section 5.2): whole, not masked. */
public final class WebSocketFrames {
    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** The longest payload whose length stands in the second byte. */
    private static final int SHORT = 125;

    private static final int MOST_REASON_BYTES = SHORT - 2;

    private WebSocketFrames() {}

    /** The header of a text message; as many bytes of UTF-8 are to follow. */
    public static void text(int length, Output out) {
        header(TEXT, length, out);
    }

    /** The header of a binary message; as many bytes are to follow. */
    public static void binary(int length, Output out) {
        header(BINARY, length, out);
    }

    /** A ping without payload. */
    public static void ping(Output out) {
        header(PING, 0, out);
    }

    /** A pong with the payload of the ping, at most 125 bytes. */
    public static void pong(byte[] payload, Output out) {
        header(PONG, payload.length, out);
        out.put(payload);
    }

    /** A close frame without a code. */
    public static void close(Output out) {
        header(CLOSE, 0, out);
    }

    /** A close frame; of the reason as many whole characters as there is space for. */
    public static void close(int code, String reason, Output out) {
        ByteBuffer cut = ByteBuffer.allocate(MOST_REASON_BYTES);
        UTF_8.newEncoder().encode(CharBuffer.wrap(reason), cut, true);
        cut.flip();
        byte[] bytes = new byte[cut.remaining()];
        cut.get(bytes);
        header(CLOSE, 2 + bytes.length, out);
        out.put(code >>> 8).put(code).put(bytes);
    }

    private static void header(int opcode, int length, Output out) {
        out.put(FINAL | opcode);
        if (length <= SHORT) {
            out.put(length);
        } else if (length <= 0xFFFF) {
            out.put(126).put(length >>> 8).put(length);
        } else {
            out.put(127).int32(0).int32(length);
        }
    }
}
