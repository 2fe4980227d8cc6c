package io.pushcore.netty.http;

import io.pushcore.Payload;
import io.pushcore.transport.Codec;

/**
 * The codec of one WebSocket. Whole messages come to it instead of bytes; {@code decode} gives the commands that were in them and
 * consumes nothing. What it writes are frames, see {@link WebSocketFrames}; its farewell is a close frame. Only its lane calls it.
 */
public interface MessageCodec extends Codec {
    /** A message that came, text that is UTF-8 or binary. Commands are asked for soon afterwards. */
    void offer(Payload message);

    /** The longest message it wants, where that is less than what a frame may have. */
    default int maxMessageBytes() {
        return Integer.MAX_VALUE;
    }

    /** Whether frames may come: not while it has the answer to the handshake still to write, see {@link Plan.WebSocket}. */
    default boolean isOpen() {
        return true;
    }

    /** The connection is gone, for whatever reason. Called once, last. */
    default void closed() {}
}
