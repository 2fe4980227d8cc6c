package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Notes that bytes came, before they are parsed. */
final class Arrivals extends ChannelInboundHandlerAdapter {
    private final HttpConnection connection;

    Arrivals(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        connection.heard();
        context.fireChannelRead(bytes);
    }
}
