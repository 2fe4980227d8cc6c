package io.pushcore.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** Reads what a {@link FrameWriter} wrote; believes no length that it was told. */
final class FrameReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    FrameReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private FrameReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int one() throws Garbled {
        need(1);
        return bytes[at++] & 0xFF;
    }

    long number() throws Garbled {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = one();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Garbled("a number without an end");
    }

    /** A number of things that take a byte each at least, so that no more of them can be there than bytes are left. */
    int count() throws Garbled {
        long count = number();
        if (count < 0 || count > end - at) {
            throw new Garbled("more than there is: " + count);
        }
        return (int) count;
    }

    long fixed() throws Garbled {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | one();
        }
        return value;
    }

    String name() throws Garbled {
        int length = one();
        need(length);
        try {
            String name = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
            at += length;
            return name;
        } catch (CharacterCodingException broken) {
            throw new Garbled("a name that is no UTF-8");
        }
    }

    byte[] sized() throws Garbled {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** The next so many bytes, as a reader of their own. */
    FrameReader part() throws Garbled {
        int length = count();
        at += length;
        return new FrameReader(bytes, at - length, at);
    }

    private void need(int more) throws Garbled {
        if (end - at < more) {
            throw new Garbled("it breaks off");
        }
    }
}
