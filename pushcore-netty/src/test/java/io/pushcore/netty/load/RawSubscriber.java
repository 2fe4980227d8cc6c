package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The raw WebSocket of a channel: a frame is a payload, and a gap the end. */
final class RawSubscriber extends FrameSubscriber {
    private static final byte[] MESSAGE = "{\"n\":".getBytes(US_ASCII);
    private static final int GAP = 4410;

    RawSubscriber(SocketChannel socket, String channel) {
        super(socket, channel);
    }

    @Override
    String path() {
        return "/channels/" + channel + "?since=0";
    }

    /** There is no answer to a subscription: it begins at 0, with nothing published yet. */
    @Override
    void opened() {
        subscribed = true;
    }

    @Override
    void text(ByteBuffer frame) throws IOException {
        long number = numberAfter(MESSAGE, frame);
        if (number < 0) {
            throw new IllegalStateException("unexpected text: " + UTF_8.decode(frame));
        }
        next(number);
    }

    @Override
    void closed(int code, String reason) {
        if (code != GAP) {
            throw new IllegalStateException("closed with " + code + " " + reason);
        }
        gaps++;
        ended = true;
    }
}
