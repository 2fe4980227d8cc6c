package io.pushcore.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes being written by a codec; grows with what is put into it. Not thread-safe. */
public final class Output {
    private static final int DECIMAL_LONG = 20;

    private byte[] bytes;
    private int length;

    public Output() {
        this(256);
    }

    public Output(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    public Output put(int oneByte) {
        reserve(1);
        bytes[length++] = (byte) oneByte;
        return this;
    }

    public Output put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Text as UTF-8. */
    public Output put(String text) {
        int chars = text.length();
        reserve(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += i == 0 ? 0 : -i;
                return put(text.getBytes(UTF_8));
            }
            bytes[length++] = (byte) c;
        }
        return this;
    }

    public Output put(Payload payload) {
        reserve(payload.length());
        payload.copyInto(bytes, length);
        length += payload.length();
        return this;
    }

    /** A number in decimal digits. */
    public Output decimal(long number) {
        if (number < 0) {
            return put(Long.toString(number));
        }
        reserve(DECIMAL_LONG);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Four bytes, most significant first. */
    public Output int32(int number) {
        return put(number >>> 24).put(number >>> 16).put(number >>> 8).put(number);
    }

    /** Overwrites four bytes at an index, most significant first; for a length that is known only afterwards. */
    public Output int32At(int index, int number) {
        bytes[index] = (byte) (number >>> 24);
        bytes[index + 1] = (byte) (number >>> 16);
        bytes[index + 2] = (byte) (number >>> 8);
        bytes[index + 3] = (byte) number;
        return this;
    }

    /** How many bytes are in it. */
    public int length() {
        return length;
    }

    /** Forgets all bytes; keeps the room. */
    public void clear() {
        length = 0;
    }

    /** Forgets the bytes from an index on. */
    public void cutTo(int newLength) {
        length = Math.min(length, newLength);
    }

    /** Copies the bytes from {@code from} to {@code to} into a buffer. */
    public void copyInto(ByteBuffer target, int from, int to) {
        target.put(bytes, from, to - from);
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }
}
