package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Has the bytes counted that come on a WebSocket, before they are parsed. Only its lane touches it. */
final class CameBytes extends ChannelInboundHandlerAdapter {
    private final NettySocket socket;

    CameBytes(NettySocket socket) {
        this.socket = socket;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        socket.came(bytes);
        context.fireChannelRead(bytes);
    }
}
