package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Netty's parser of WebSocket frames. It gathers a frame until it is whole, so that how much of one it holds is bounded here too:
 * who has shown no credentials may send little. Only its lane touches it.
 */
final class FrameParser extends WebSocket08FrameDecoder {
    private final IntSupplier most;

    /** @param most how much of a frame it may hold now, in bytes */
    FrameParser(WebSocketDecoderConfig config, IntSupplier most) {
        super(config);
        this.most = most;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(context, in, out);
        if (out.size() == before && in.readableBytes() > most.getAsInt()) {
            in.skipBytes(in.readableBytes());
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG,
                    "message must not be longer than " + most.getAsInt() + " bytes");
        }
    }
}
