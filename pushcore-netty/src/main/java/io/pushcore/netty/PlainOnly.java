package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Ends a connection that begins with a TLS handshake where nobody speaks that, and is out of the way otherwise. */
final class PlainOnly extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE = 22;

    private final NettySocket socket;

    PlainOnly(NettySocket socket) {
        this.socket = socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            if (bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
                socket.came(message);
                ReferenceCountUtil.release(message);
                FailureLog.CONNECTIONS.warn("TLS came to a port without it", PlainOnly.class);
                socket.cut();
                return;
            }
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }
}
