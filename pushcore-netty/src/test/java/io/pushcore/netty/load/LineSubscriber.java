package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The modern line protocol: follows the lines and skips the payloads. */
final class LineSubscriber extends Subscriber {
    private final StringBuilder line = new StringBuilder();
    private int skip;

    LineSubscriber(SocketChannel socket, String channel) {
        super(socket, channel);
    }

    @Override
    void begin() throws IOException {
        say(("hello 2\nsub " + channel + "\n").getBytes(US_ASCII));
    }

    @Override
    void take(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (skip > 0) {
                int now = Math.min(skip, in.remaining());
                in.position(in.position() + now);
                skip -= now;
                continue;
            }
            byte next = in.get();
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            take(line.toString());
            line.setLength(0);
        }
    }

    private void take(String text) {
        if (text.startsWith("msg ")) {
            int space = text.lastIndexOf(' ');
            next(Long.parseLong(text, text.lastIndexOf(':') + 1, space, 10));
            skip = Integer.parseInt(text, space + 1, text.length(), 10) + 1;
        } else if (text.startsWith("gap ")) {
            gap(Long.parseLong(text.substring(text.lastIndexOf(':') + 1)));
        } else if (text.startsWith("ok sub ")) {
            subscribed = true;
        } else if (!text.equals("ok hello 2")) {
            throw new IllegalStateException("unexpected line: " + text);
        }
    }
}
