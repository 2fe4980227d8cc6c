package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/**
 * The way around a host's {@code HttpServerCodec} for answers that are bytes already. The codec pairs each request it parsed with
 * an answer it encodes; so it is given one to encode for each that went around it, and what it makes of that is dropped here.
 * Only the channel's event loop touches it.
 */
final class Bypass extends ChannelOutboundHandlerAdapter {
    private boolean dropping;

    /** @param behindCodec the place in the pipeline whose writes go to the codec */
    void answered(ChannelHandlerContext behindCodec) {
        dropping = true;
        try {
            behindCodec.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
        } finally {
            dropping = false;
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (dropping) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        } else {
            context.write(message, promise);
        }
    }
}
