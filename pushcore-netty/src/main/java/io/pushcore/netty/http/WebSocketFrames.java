package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.transport.Output;

/** WebSocket frames as a server writes them: whole and unmasked (RFC 6455, section 5). */
public final class WebSocketFrames {
    private static final int MAX_REASON_BYTES = 123;

    private WebSocketFrames() {}

    public static void text(byte[] text, Output out) {
        frame(0x81, text, out);
    }

    public static void close(int code, String reason, Output out) {
        byte[] bytes = reason.getBytes(UTF_8);
        int length = Math.min(bytes.length, MAX_REASON_BYTES);
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--;
        }
        out.put(0x88).put(length + 2).put(code >>> 8).put(code);
        for (int i = 0; i < length; i++) {
            out.put(bytes[i]);
        }
    }

    private static void frame(int first, byte[] bytes, Output out) {
        out.put(first);
        if (bytes.length < 126) {
            out.put(bytes.length);
        } else if (bytes.length < 1 << 16) {
            out.put(126).put(bytes.length >>> 8).put(bytes.length);
        } else {
            out.put(127).int32(0).int32(bytes.length);
        }
        out.put(bytes);
    }
}
