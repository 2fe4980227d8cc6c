package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A message that comes in fragments. Their order was checked where they were parsed. Not thread-safe. */
final class GatheredMessage {
    private Payload.Type type = Payload.Type.TEXT;
    private Body fragments = new Body();

    /** Adds a frame; gives the message if it was the last. */
    Optional<Payload> add(WebSocketFrame frame, int mostBytes) {
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            type = frame instanceof BinaryWebSocketFrame ? Payload.Type.BINARY : Payload.Type.TEXT;
        }
        ByteBuf content = frame.content();
        if (frame.isFinalFragment() && fragments.length() == 0 && content.readableBytes() <= mostBytes) {
            return Optional.of(payload(content.nioBuffer()));
        }
        if (!fragments.add(content, mostBytes)) {
            forget();
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE, "message must not be longer than " + mostBytes + " bytes");
        }
        if (!frame.isFinalFragment()) {
            return Optional.empty();
        }
        ByteBuffer whole = fragments.whole();
        forget();
        return Optional.of(payload(whole));
    }

    /** Drops what came so far. */
    void forget() {
        fragments = new Body();
    }

    private Payload payload(ByteBuffer bytes) {
        if (type == Payload.Type.TEXT && !Utf8.isValid(bytes, bytes.position(), bytes.limit())) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "text must be UTF-8");
        }
        return Payload.copyOf(type, bytes);
    }
}
