package io.pushcore.engine.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Bytes that are being put together: numbers, texts and blocks, each with its length in front where that is not fixed. */
public final class Bytes {
    private static final long MOST_PAST = Instant.MIN.getEpochSecond();
    private static final long MOST_FUTURE = Instant.MAX.getEpochSecond();

    private byte[] bytes;
    private int length;

    public Bytes(int expected) {
        bytes = new byte[expected];
    }

    int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    public Bytes one(int value) {
        require(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** 7 bits a byte, the lowest first. */
    public Bytes number(long value) {
        require(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
        return this;
    }

    /** Seconds since 1970 and nanoseconds. */
    public Bytes instant(Instant instant) {
        return number(instant.getEpochSecond()).number(instant.getNano());
    }

    public Bytes text(String text) {
        return block(text.getBytes(UTF_8));
    }

    public Bytes block(byte[] block) {
        number(block.length);
        return rest(block);
    }

    public Bytes block(ByteBuffer block) {
        int size = block.remaining();
        number(size);
        require(size);
        block.get(bytes, length, size);
        length += size;
        return this;
    }

    Bytes rest(byte[] more) {
        require(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private void require(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** What somebody put together. What breaks off or lies about its length fails with {@link IllegalArgumentException}. */
    public static final class Reading {
        private final byte[] bytes;
        private final int end;
        private int next;

        public Reading(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        private Reading(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.next = from;
            this.end = end;
        }

        public boolean hasMore() {
            return next < end;
        }

        public int one() {
            require(1);
            return bytes[next++];
        }

        public long number() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int part = one();
                value |= (long) (part & 0x7F) << shift;
                if (part >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number has more than 64 bits");
        }

        public Instant instant() {
            long seconds = number();
            long nanos = number();
            if (nanos < 0 || nanos > 999_999_999 || seconds < MOST_PAST || seconds > MOST_FUTURE) {
                throw new IllegalArgumentException("no time is " + seconds + " s and " + nanos + " ns");
            }
            return Instant.ofEpochSecond(seconds, nanos);
        }

        public String text() {
            int size = size();
            String text = new String(bytes, next, size, UTF_8);
            next += size;
            return text;
        }

        public ByteBuffer block() {
            int size = size();
            ByteBuffer block = ByteBuffer.wrap(bytes, next, size);
            next += size;
            return block;
        }

        /** A block whose end this does not know is passed over. */
        public Reading part() {
            int size = size();
            Reading part = new Reading(bytes, next, next + size);
            next += size;
            return part;
        }

        public byte[] rest() {
            byte[] rest = Arrays.copyOfRange(bytes, next, end);
            next = end;
            return rest;
        }

        private int size() {
            long size = number();
            if (size < 0 || size > end - next) {
                throw new IllegalArgumentException(
                        "a length of " + size + " where " + (end - next) + " bytes are left");
            }
            return (int) size;
        }

        private void require(int more) {
            if (next + more > end) {
                throw new IllegalArgumentException("breaks off after " + next + " bytes");
            }
        }
    }
}
