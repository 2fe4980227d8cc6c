package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.transport.Output;

/** Control bytes as JSON writes them. */
final class Escapes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private Escapes() {}

    static void put(int control, Output out) {
        out.put('\\');
        switch (control) {
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> out.put("u00").put(HEX[control >> 4 & 15]).put(HEX[control & 15]);
        }
    }
}
