package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Percent-encoded text of a request's target, decoded once. */
final class PercentCoding {
    private PercentCoding() {}

    /** A segment of a path. */
    static String segment(String encoded) {
        return decode(encoded, false);
    }

    /** The parameters of a query, where a plus is a space. Each may stand there once. */
    static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (parameters.putIfAbsent(name, value) != null) {
                throw new PushCoreException(
                        ErrorCode.BAD_REQUEST, "parameter must not stand there twice: " + Names.shown(name));
            }
        }
        return parameters;
    }

    private static String decode(String encoded, boolean plusIsSpace) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw new PushCoreException(
                        ErrorCode.BAD_REQUEST, "target must be printable ASCII: " + Names.shown(encoded));
            }
            int value = c;
            if (c == '%') {
                value = hex(encoded, i + 1) << 4 | hex(encoded, i + 2);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                value = ' ';
            }
            bytes[length++] = (byte) value;
        }
        return Utf8.text(ByteBuffer.wrap(bytes), 0, length);
    }

    private static int hex(String encoded, int index) {
        int digit = index < encoded.length() ? Character.digit(encoded.charAt(index), 16) : -1;
        if (digit < 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "a % must be followed by two digits of 0-9a-f: " + Names.shown(encoded));
        }
        return digit;
    }
}
