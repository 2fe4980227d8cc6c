package io.pushcore.netty.gopush;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The fields of a body in the form {@code application/x-www-form-urlencoded}, decoded once. Bytes that need no encoding to be
 * understood may stand as they are, as {@code curl -d} sends them.
 */
final class FormBody {
    private final Map<String, ByteBuffer> fields;

    private FormBody(Map<String, ByteBuffer> fields) {
        this.fields = fields;
    }

    static FormBody of(ByteBuffer body) {
        Map<String, ByteBuffer> fields = new HashMap<>();
        int from = body.position();
        while (from < body.limit()) {
            int to = indexOf('&', body, from, body.limit());
            int equals = indexOf('=', body, from, to);
            if (to > from) {
                ByteBuffer name = decoded(body, from, equals);
                String text = Utf8.text(name, 0, name.limit());
                if (fields.put(text, decoded(body, Math.min(equals + 1, to), to)) != null) {
                    throw wrong("field must not stand there twice: " + Names.shown(text));
                }
            }
            from = to + 1;
        }
        return new FormBody(fields);
    }

    private static int indexOf(char wanted, ByteBuffer body, int from, int limit) {
        int at = from;
        while (at < limit && body.get(at) != wanted) {
            at++;
        }
        return at;
    }

    private static ByteBuffer decoded(ByteBuffer body, int from, int to) {
        ByteBuffer out = ByteBuffer.allocate(to - from);
        for (int i = from; i < to; i++) {
            byte value = body.get(i);
            if (value == '+') {
                out.put((byte) ' ');
            } else if (value == '%') {
                if (i + 2 >= to) {
                    throw wrong("a % must be followed by two digits of 0-9a-f");
                }
                out.put((byte) (hex(body.get(i + 1)) << 4 | hex(body.get(i + 2))));
                i += 2;
            } else {
                out.put(value);
            }
        }
        return out.flip();
    }

    private static int hex(byte value) {
        int digit = value < 0 ? -1 : Character.digit((char) value, 16);
        if (digit < 0) {
            throw wrong("a % must be followed by two digits of 0-9a-f");
        }
        return digit;
    }

    /** A field as bytes, which must be there and not be empty. */
    ByteBuffer bytes(String name) {
        ByteBuffer field = fields.get(name);
        if (field == null || !field.hasRemaining()) {
            throw wrong(name + " must be in the form of the body");
        }
        return field;
    }

    /** The same as text. */
    String text(String name) {
        ByteBuffer field = bytes(name);
        return Utf8.text(field, field.position(), field.limit());
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
