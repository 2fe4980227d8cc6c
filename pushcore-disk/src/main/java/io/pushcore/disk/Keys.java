package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** How keys of entries are made. Any thread. */
final class Keys {
    private Keys() {}

    static byte[] name(String channel) {
        return channel.getBytes(UTF_8);
    }

    static String name(byte[] key, int from) {
        return new String(key, from, key.length - from, UTF_8);
    }

    static byte[] number(long number) {
        byte[] key = new byte[8];
        ByteWriter.set(key, 0, number);
        return key;
    }

    /** A pair of numbers, such as a channel's id and an offset. */
    static byte[] pair(long one, long other) {
        byte[] key = new byte[16];
        ByteWriter.set(key, 0, one);
        ByteWriter.set(key, 8, other);
        return key;
    }

    static byte[] expiry(long time, long id, long offset) {
        byte[] key = new byte[24];
        ByteWriter.set(key, 0, time);
        ByteWriter.set(key, 8, id);
        ByteWriter.set(key, 16, offset);
        return key;
    }

    /** A number, then bytes. */
    static byte[] numbered(long number, byte[] bytes) {
        byte[] key = new byte[8 + bytes.length];
        ByteWriter.set(key, 0, number);
        System.arraycopy(bytes, 0, key, 8, bytes.length);
        return key;
    }

    /** What comes after all keys that begin with a number. */
    static byte[] after(long number) {
        return number(number + 1);
    }

    static byte[] tail(byte[] key, int from) {
        return Arrays.copyOfRange(key, from, key.length);
    }
}
