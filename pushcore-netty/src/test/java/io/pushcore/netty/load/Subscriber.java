package io.pushcore.netty.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of a swarm, which subscribes to a channel and sees that offsets follow each other. Messages are
 * {@code {"n":OFFSET,…}} where the form itself does not tell the offset.
 */
abstract class Subscriber {
    private final SocketChannel socket;
    final String channel;
    SelectionKey key;
    boolean subscribed;
    /** It was told that there is nothing more for it here. */
    boolean ended;

    long offset;
    long gaps;

    Subscriber(SocketChannel socket, String channel) {
        this.socket = socket;
        this.channel = channel;
    }

    static Subscriber of(String form, SocketChannel socket, String channel) {
        if (form.startsWith("centrifuge since ")) {
            return new CentrifugeSubscriber(socket, channel, "", form.substring("centrifuge since ".length()));
        }
        return switch (form) {
            case "line" -> new LineSubscriber(socket, channel);
            case "centrifuge" -> new CentrifugeSubscriber(socket, channel, "", "");
            case "centrifuge+filler" -> new CentrifugeSubscriber(socket, channel, "filler", "");
            case "raw" -> new RawSubscriber(socket, channel);
            default -> throw new IllegalArgumentException(form);
        };
    }

    /** Asks for what comes from now on. */
    abstract void begin() throws IOException;

    /** Bytes that came. */
    abstract void take(ByteBuffer in) throws IOException;

    final int read(ByteBuffer into) throws IOException {
        return socket.read(into);
    }

    final void say(byte[] bytes) throws IOException {
        socket.write(ByteBuffer.wrap(bytes));
    }

    final void next(long at) {
        if (at != offset + 1) {
            throw new IllegalStateException("offset " + at + " after " + offset);
        }
        offset = at;
    }

    final void gap(long to) {
        gaps++;
        offset = to;
    }

    /** How far it is. */
    final long through() {
        return ended ? Long.MAX_VALUE : offset;
    }
}
