package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow while a key or a value is written. For one thread. */
final class ByteWriter {
    private byte[] bytes;
    private int size;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** Eight bytes, big endian. */
    ByteWriter fixed(long value) {
        reserve(8);
        set(bytes, size, value);
        size += 8;
        return this;
    }

    /** Seven bits a byte, the lowest first; meant for numbers that are not negative. */
    ByteWriter number(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** A number of which small ones of either sign are short. */
    ByteWriter signed(long value) {
        return number((value << 1) ^ (value >> 63));
    }

    /** A length, and the text in UTF-8. */
    ByteWriter text(String text) {
        return sized(text.getBytes(UTF_8));
    }

    /** A length, and bytes. */
    ByteWriter sized(byte[] some) {
        return number(some.length).raw(some);
    }

    ByteWriter raw(byte[] some) {
        reserve(some.length);
        System.arraycopy(some, 0, bytes, size, some.length);
        size += some.length;
        return this;
    }

    /** Makes room for so many bytes, which {@link #array} gives access to, and goes on after them. */
    int skip(int count) {
        reserve(count);
        int at = size;
        size += count;
        return at;
    }

    /** What is written into; another one after each call that writes. */
    byte[] array() {
        return bytes;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    static void set(byte[] bytes, int at, long value) {
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
