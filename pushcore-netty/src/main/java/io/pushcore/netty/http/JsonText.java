package io.pushcore.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.transport.Output;

/** Text as a JSON string. */
public final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    public static void string(String text, Output out) {
        out.put('"');
        for (byte value : text.getBytes(UTF_8)) {
            escaped(value, out);
        }
        out.put('"');
    }

    /** One byte of UTF-8 within a string. */
    static void escaped(byte value, Output out) {
        if (value == '"' || value == '\\') {
            out.put('\\').put(value);
        } else if (value >= 0 && value < ' ') {
            control(value, out);
        } else {
            out.put(value);
        }
    }

    private static void control(byte value, Output out) {
        out.put('\\');
        switch (value) {
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            default -> out.put("u00").put(HEX.charAt(value >> 4)).put(HEX.charAt(value & 15));
        }
    }
}
