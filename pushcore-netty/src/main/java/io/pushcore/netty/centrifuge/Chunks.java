package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;

/** The chunks of an HTTP response whose length nobody knows (RFC 9112, section 7.1). */
final class Chunks {
    private Chunks() {}

    static void begin(int bytes, Output out) {
        out.put(Integer.toHexString(bytes)).put("\r\n");
    }

    static void end(Output out) {
        out.put("\r\n");
    }

    static void last(Output out) {
        out.put("0\r\n\r\n");
    }
}
