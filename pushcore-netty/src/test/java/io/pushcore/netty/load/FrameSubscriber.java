package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A WebSocket (RFC 6455), frame by frame; only what is held over from one read to the next is copied. */
abstract class FrameSubscriber extends Subscriber {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    private final StringBuilder head = new StringBuilder();
    private boolean upgraded;
    private byte[] held = new byte[0];

    FrameSubscriber(SocketChannel socket, String channel) {
        super(socket, channel);
    }

    abstract String path();

    /** What is said first. */
    abstract void opened() throws IOException;

    /** A text frame, from the position to the limit. */
    abstract void text(ByteBuffer frame) throws IOException;

    abstract void closed(int code, String reason);

    @Override
    final void begin() throws IOException {
        say(("GET " + path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(US_ASCII));
    }

    final void sayText(String text) throws IOException {
        say(frame(TEXT, text.getBytes(UTF_8)));
    }

    /** Masked with zeros. */
    private static byte[] frame(int first, byte[] payload) {
        boolean isLong = payload.length > 125;
        ByteBuffer frame =
                ByteBuffer.allocate(payload.length + (isLong ? 8 : 6)).put((byte) first);
        if (isLong) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | payload.length));
        }
        return frame.putInt(0).put(payload).array();
    }

    @Override
    final void take(ByteBuffer in) throws IOException {
        while (!upgraded && in.hasRemaining()) {
            upgrade(in);
        }
        ByteBuffer bytes = in;
        if (held.length > 0) {
            bytes = ByteBuffer.allocate(held.length + in.remaining())
                    .put(held)
                    .put(in)
                    .flip();
        }
        while (takeFrame(bytes)) {
            // the next
        }
        held = new byte[bytes.remaining()];
        bytes.get(held);
    }

    private void upgrade(ByteBuffer in) throws IOException {
        head.append((char) in.get());
        if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
            if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                throw new IllegalStateException("no upgrade: " + head);
            }
            upgraded = true;
            head.setLength(0);
            head.trimToSize();
            opened();
        }
    }

    private boolean takeFrame(ByteBuffer in) throws IOException {
        int start = in.position();
        if (in.remaining() < 2) {
            return false;
        }
        int kind = in.get(start) & 0xff;
        int size = in.get(start + 1) & 0xff;
        int headBytes = size == 127 ? 10 : size == 126 ? 4 : 2;
        if (in.remaining() < headBytes) {
            return false;
        }
        long length = size == 127 ? in.getLong(start + 2) : size == 126 ? in.getShort(start + 2) & 0xffff : size;
        if (in.remaining() < headBytes + length) {
            return false;
        }
        int limit = in.limit();
        int end = start + headBytes + (int) length;
        in.position(start + headBytes).limit(end);
        dispatch(kind, in);
        in.limit(limit).position(end);
        return true;
    }

    private void dispatch(int kind, ByteBuffer frame) throws IOException {
        switch (kind) {
            case TEXT -> text(frame);
            case PING -> say(frame(PONG, bytes(frame)));
            case CLOSE -> closed(frame.getShort(), UTF_8.decode(frame).toString());
            default -> throw new IllegalStateException("a frame of kind " + Integer.toHexString(kind));
        }
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** The number right behind such a beginning, or -1 if it begins in another way. */
    static long numberAfter(byte[] beginning, ByteBuffer frame) {
        int at = frame.position();
        if (frame.remaining() < beginning.length) {
            return -1;
        }
        for (byte one : beginning) {
            if (frame.get(at++) != one) {
                return -1;
            }
        }
        return numberAt(at, frame);
    }

    static long numberAt(int from, ByteBuffer frame) {
        long number = 0;
        for (int at = from; at < frame.limit() && frame.get(at) >= '0' && frame.get(at) <= '9'; at++) {
            number = number * 10 + frame.get(at) - '0';
        }
        return number;
    }

    /** Where the last such piece ends, which is near the end, or -1. */
    static int endOfLast(byte[] piece, ByteBuffer frame) {
        byte[] there = new byte[piece.length];
        for (int at = frame.limit() - piece.length; at >= frame.position(); at--) {
            frame.get(at, there);
            if (Arrays.equals(there, piece)) {
                return at + piece.length;
            }
        }
        return -1;
    }
}
