package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Immutable bytes with a type, shared by all who read them. */
public final class Payload {
    /** What the bytes are. */
    public enum Type {
        /** One JSON value in UTF-8, checked where it came in. */
        JSON,
        /** UTF-8 text. */
        TEXT,
        /** Any bytes. */
        BINARY
    }

    private static final Payload EMPTY = new Payload(Type.BINARY, new byte[0]);

    private final Type type;
    private final byte[] bytes;

    private Payload(Type type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** Text, as UTF-8. */
    public static Payload of(String text) {
        return new Payload(Type.TEXT, text.getBytes(UTF_8));
    }

    /** A copy of any bytes. */
    public static Payload of(byte[] bytes) {
        return copyOf(Type.BINARY, ByteBuffer.wrap(bytes));
    }

    /** One JSON value; the caller answers for its being one. */
    public static Payload json(String json) {
        return new Payload(Type.JSON, json.getBytes(UTF_8));
    }

    /** A copy of what remains in the buffer, which is consumed. For {@code TEXT} and {@code JSON} it must be UTF-8. */
    public static Payload copyOf(Type type, ByteBuffer bytes) {
        if (!bytes.hasRemaining() && type == Type.BINARY) {
            return EMPTY;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new Payload(type, copy);
    }

    public Type type() {
        return type;
    }

    /** The length in bytes. */
    public int length() {
        return bytes.length;
    }

    /** The bytes read as UTF-8; what is not UTF-8 reads as U+FFFD. */
    public String text() {
        return new String(bytes, UTF_8);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** A read-only view of the bytes, without copying. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** The byte at an index from 0. */
    public byte at(int index) {
        return bytes[index];
    }

    /** Copies all bytes into {@code target}, from {@code index} on. */
    public void copyInto(byte[] target, int index) {
        System.arraycopy(bytes, 0, target, index, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && type == payload.type && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    /** The type, the length and, of text, the first 40 characters. */
    @Override
    public String toString() {
        if (type == Type.BINARY) {
            return "binary(" + bytes.length + " bytes)";
        }
        String text = text();
        return text.length() <= 40 ? text : text.substring(0, 40) + "… (" + bytes.length + " bytes)";
    }
}
