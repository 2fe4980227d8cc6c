package io.pushcore.netty.line;

import io.pushcore.Payload;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One line among the bytes that came, read from left to right. Valid until its bytes are overwritten. */
final class Line {
    private static final String VERSION = " HTTP/1.";

    private final ByteBuffer bytes;
    private final int to;
    private int from;

    private Line(ByteBuffer bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** The next {@code length} bytes without the zeros, carriage returns and newlines at their end. Consumes nothing. */
    static Line of(ByteBuffer in, int length) {
        int to = in.position() + length;
        while (to > in.position() && isTrailer(in.get(to - 1))) {
            to--;
        }
        return new Line(in, in.position(), to);
    }

    /** What stands before the next space, which is skipped too; empty at the end and between two spaces. */
    String word() {
        int space = from;
        while (space < to && bytes.get(space) != ' ') {
            space++;
        }
        String word = Utf8.text(bytes, from, space);
        from = Math.min(space + 1, to);
        return word;
    }

    /** All that is left. */
    String rest() {
        return Utf8.text(bytes, from, to);
    }

    /** All that is left, in words without the spaces around them. */
    List<String> words() {
        List<String> words = new ArrayList<>(4);
        while (!isEmpty()) {
            String word = word();
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** All that is left, as text if it is UTF-8, else as binary. */
    Payload payload() {
        return payload(bytes, from, to);
    }

    /** Whether what is left is this ASCII text. */
    boolean is(String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes.get(from + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is the first line of an HTTP request. */
    boolean asksOverHttp() {
        int version = to - VERSION.length() - 1;
        return version > from
                && bytes.get(from) >= 'A'
                && bytes.get(from) <= 'Z'
                && new Line(bytes, version, to - 1).is(VERSION);
    }

    boolean isEmpty() {
        return from == to;
    }

    /** The bytes between two indexes, as text if they are UTF-8, else as binary. */
    static Payload payload(ByteBuffer bytes, int from, int to) {
        Payload.Type type = Utf8.isValid(bytes, from, to) ? Payload.Type.TEXT : Payload.Type.BINARY;
        return Payload.copyOf(type, bytes.slice(from, to - from));
    }

    private static boolean isTrailer(byte value) {
        return value == 0 || value == '\r' || value == '\n';
    }
}
