package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what a {@link ByteWriter} wrote; fails as corrupt where that cannot be. For one thread. */
final class ByteReader {
    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static long fixed(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[at + i] & 0xff);
        }
        return value;
    }

    boolean isAtEnd() {
        return at == bytes.length;
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
        if (count < 0 || count > bytes.length - at) {
            throw Failures.corrupt("a record of " + bytes.length + " bytes claims to hold " + count + " more");
        }
        return (int) count;
    }

    String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, UTF_8);
    }

    /** What was written with its length. */
    byte[] sized() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** All that is left. */
    ByteBuffer rest() {
        ByteBuffer rest = ByteBuffer.wrap(bytes, at, bytes.length - at);
        at = bytes.length;
        return rest;
    }

    private void need(int count) {
        if (bytes.length - at < count) {
            throw Failures.corrupt("a record of " + bytes.length + " bytes ends too early");
        }
    }
}
