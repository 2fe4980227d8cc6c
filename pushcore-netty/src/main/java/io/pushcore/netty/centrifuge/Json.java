package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Payload;
import io.pushcore.transport.Output;
import java.util.Base64;

/** JSON values as they are written: on one line, whatever they hold. */
final class Json {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private Json() {}

    /** A JSON string. */
    static void text(String text, Output out) {
        out.put('"');
        for (byte value : text.getBytes(UTF_8)) {
            character(value, out);
        }
        out.put('"');
    }

    /** JSON as it is, text as a string, binary as {@code {"b64":"…"}}. */
    static void payload(Payload payload, Output out) {
        switch (payload.type()) {
            case JSON -> oneLine(payload, out);
            case TEXT -> {
                out.put('"');
                for (int i = 0; i < payload.length(); i++) {
                    character(payload.at(i), out);
                }
                out.put('"');
            }
            case BINARY ->
                out.put("{\"b64\":\"")
                        .put(Base64.getEncoder().encode(payload.bytes()))
                        .put("\"}");
        }
    }

    private static void character(byte value, Output out) {
        if (value == '"' || value == '\\') {
            out.put('\\').put(value);
        } else if (value >= 0 && value < ' ') {
            out.put("\\u00").put(HEX[value >> 4]).put(HEX[value & 15]);
        } else {
            out.put(value);
        }
    }

    /** In JSON a newline stands between tokens only, where a space means the same; here it would end the message. */
    private static void oneLine(Payload json, Output out) {
        if (isOneLine(json)) {
            out.put(json);
            return;
        }
        for (int i = 0; i < json.length(); i++) {
            byte value = json.at(i);
            out.put(value == '\n' || value == '\r' ? ' ' : value);
        }
    }

    private static boolean isOneLine(Payload json) {
        for (int i = 0; i < json.length(); i++) {
            if (json.at(i) == '\n' || json.at(i) == '\r') {
                return false;
            }
        }
        return true;
    }
}
