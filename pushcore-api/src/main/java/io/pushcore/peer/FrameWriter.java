package io.pushcore.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow as numbers, names and bytes are added. */
final class FrameWriter {
    private byte[] bytes;
    private int length;

    FrameWriter(int expected) {
        bytes = new byte[expected];
    }

    int length() {
        return length;
    }

    FrameWriter one(int value) {
        need(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** A number in seven bits per byte, the lowest first. */
    FrameWriter number(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            one((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return one((int) rest);
    }

    /** A number in eight bytes, the highest first. */
    FrameWriter fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            one((int) (value >>> shift));
        }
        return this;
    }

    /** A name of at most 255 bytes, after a byte with their number. */
    FrameWriter name(String name) {
        byte[] encoded = name.getBytes(UTF_8);
        return one(encoded.length).raw(encoded);
    }

    /** Bytes after their number. */
    FrameWriter sized(byte[] content) {
        return number(content.length).raw(content);
    }

    FrameWriter raw(byte[] content) {
        need(content.length);
        System.arraycopy(content, 0, bytes, length, content.length);
        length += content.length;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void need(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
