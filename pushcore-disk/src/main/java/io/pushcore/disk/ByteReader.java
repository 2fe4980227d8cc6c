package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what a {@link ByteWriter} wrote; fails as corrupt where that cannot be. For one thread. */
final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    ByteReader(byte[] bytes) {
        this(bytes, bytes.length);
    }

    /** Of what lies before an end. */
    ByteReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static long fixed(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }

    boolean isAtEnd() {
        return at == end;
    }

    long fixed() {
        need(8);
        at += 8;
        return fixed(bytes, at - 8);
    }

    int octet() {
        need(1);
        return bytes[at++] & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw Failures.corrupt("a number in a record does not end");
    }

    long signed() {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number of things that follow, each of a byte at least. */
    int count() {
        long count = number();
        if (count < 0 || count > end - at) {
            throw Failures.corrupt("a record of " + end + " bytes claims to hold " + count + " more");
        }
        return (int) count;
    }

    String text() {
        int length = count();
        if (length == 0) {
            return "";
        }
        at += length;
        return new String(bytes, at - length, length, UTF_8);
    }

    /** Bytes after their length. */
    byte[] sized() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** All that is left. */
    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(bytes, at, end - at);
        at = end;
        return rest;
    }

    private void need(int count) {
        if (end - at < count) {
            throw Failures.corrupt("a record of " + end + " bytes ends too early");
        }
    }
}
