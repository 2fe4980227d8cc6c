package io.pushcore.netty.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;

/** UTF-8 as bytes in a buffer. */
public final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The text between two indexes; refused if it is not UTF-8, so that no two byte sequences read as the same name. */
    public static String text(ByteBuffer bytes, int from, int to) {
        if (!isValid(bytes, from, to)) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "text must be UTF-8");
        }
        if (bytes.hasArray()) {
            return new String(bytes.array(), bytes.arrayOffset() + from, to - from, UTF_8);
        }
        byte[] copy = new byte[to - from];
        bytes.get(from, copy);
        return new String(copy, UTF_8);
    }

    /** Whether the bytes between two indexes are well-formed (Unicode 15, table 3-7). */
    public static boolean isValid(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES && (bytes.getLong(i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
                continue;
            }
            int length = sequenceAt(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i += length;
        }
        return true;
    }

    /** The length of the character at an index, or 0 if there is none. */
    private static int sequenceAt(ByteBuffer bytes, int at, int to) {
        int lead = bytes.get(at) & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (to - at < length) {
            return 0;
        }
        int second = bytes.get(at + 1) & 0xFF;
        if (second < leastSecond(lead) || second > greatestSecond(lead)) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes.get(i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static int leastSecond(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    private static int greatestSecond(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }
}
