package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.function.IntSupplier;

/** Netty's parser of WebSocket frames, as strict as it gets: it writes nothing itself. */
final class FrameDecoders {
    /** A command of a dialect has as much room around its payload. */
    private static final int COMMAND_BYTES = 4 << 10;

    private FrameDecoders() {}

    /** Puts it where the parser of requests stood; what that has not consumed goes to it. */
    static void replaceParser(ChannelPipeline pipeline, int maxPayloadBytes, IntSupplier mostNow) {
        ChannelHandlerContext own = pipeline.context(HttpRequestDecoder.class);
        String parser = (own == null ? pipeline.context(HttpServerCodec.class) : own).name();
        pipeline.addAfter(parser, null, parser(maxPayloadBytes, mostNow));
        pipeline.remove(parser);
    }

    /** @param mostNow how much of a frame may be held now */
    static WebSocket08FrameDecoder parser(int maxPayloadBytes, IntSupplier mostNow) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .maxFramePayloadLength((int) Math.min(maxPayloadBytes + (long) COMMAND_BYTES, Integer.MAX_VALUE - 16))
                .build();
        return new FrameParser(config, mostNow);
    }
}
