package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** What Redis says on a connection, in whole values: <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a> 2 and 3. One thread uses it. */
final class Replies {
    private static final int UNFINISHED = -1;

    private byte[] bytes = new byte[1 << 10];
    private int length;

    void add(byte[] chunk, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(chunk, 0, bytes, length, count);
        length += count;
    }

    /** The next whole value; empty if none is there. */
    byte[] next() {
        int end = end(0);
        if (end == UNFINISHED) {
            return new byte[0];
        }
        byte[] value = Arrays.copyOf(bytes, end);
        System.arraycopy(bytes, end, bytes, 0, length - end);
        length -= end;
        return value;
    }

    /** Whether a value is a message of the pub/sub. */
    static boolean isMessage(byte[] value) {
        String head = new String(value, 0, Math.min(value.length, 20), US_ASCII);
        return head.startsWith("*3\r\n$7\r\nmessage\r\n")
                || head.startsWith(">3\r\n$7\r\nmessage\r\n")
                || head.startsWith("*3\r\n$8\r\nsmessage")
                || head.startsWith(">3\r\n$8\r\nsmessage");
    }

    /** Where the value that begins here ends. */
    private int end(int from) {
        int line = lineEnd(from);
        if (line == UNFINISHED) {
            return UNFINISHED;
        }
        return switch (bytes[from]) {
            case '$', '!', '=' -> block(line, number(from + 1, line));
            case '*', '>', '~' -> items(line, number(from + 1, line));
            case '%', '|' -> items(line, 2 * number(from + 1, line));
            default -> line;
        };
    }

    private int block(int from, int size) {
        if (size < 0) {
            return from;
        }
        return from + size + 2 <= length ? from + size + 2 : UNFINISHED;
    }

    private int items(int from, int count) {
        int end = from;
        for (int i = 0; i < count && end != UNFINISHED; i++) {
            end = end(end);
        }
        return end;
    }

    private int lineEnd(int from) {
        for (int i = from; i + 1 < length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i + 2;
            }
        }
        return UNFINISHED;
    }

    private int number(int from, int lineEnd) {
        return Integer.parseInt(new String(bytes, from, lineEnd - 2 - from, US_ASCII));
    }
}
