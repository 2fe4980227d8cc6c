package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Messages that came, read line by line, each a JSON object. Only its connection's lane touches it. */
final class Lines {
    private static final byte[] NOTHING = new byte[0];

    private final Deque<Payload> waiting = new ArrayDeque<>(2);
    private byte[] message = NOTHING;
    private int at;

    void add(Payload newMessage) {
        waiting.add(newMessage);
    }

    /**
     * The object on the next line that is not empty, or null if all have been read.
     *
     * @throws PushCoreException if a message is longer than {@code maxBytes}, or a line is anything but an object
     */
    @Nullable
    Fields next(int maxBytes) {
        while (true) {
            skipSpace();
            if (at < message.length) {
                int from = at;
                at = lineEnd(from);
                return Fields.of(message, from, at);
            }
            if (waiting.isEmpty()) {
                message = NOTHING;
                at = 0;
                return null;
            }
            begin(waiting.remove(), maxBytes);
        }
    }

    private void begin(Payload next, int maxBytes) {
        if (next.length() > maxBytes) {
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE,
                    "message must not be longer than " + maxBytes + " bytes: " + next.length());
        }
        if (next.type() == Payload.Type.BINARY) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "message must be text");
        }
        message = next.bytes();
        at = 0;
    }

    private void skipSpace() {
        while (at < message.length && (message[at] == '\n' || message[at] == '\r' || message[at] == ' ')) {
            at++;
        }
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < message.length && message[end] != '\n') {
            end++;
        }
        return end;
    }
}
