package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Counts the bytes of records that a socket has taken whole. Stands next to the socket. Only its lane touches it. */
final class TakenBytes extends ChannelOutboundHandlerAdapter {
    private long bytes;

    long bytes() {
        return bytes;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int size = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        context.write(message, promise.unvoid().addListener(done -> bytes += done.isSuccess() ? size : 0));
    }
}
