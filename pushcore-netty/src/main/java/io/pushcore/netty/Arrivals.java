package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.pushcore.transport.Gateway;

/** What stands around requests on a port of the broker's own: notes that bytes came, before they are parsed. */
final class Arrivals extends ChannelInboundHandlerAdapter implements Surroundings {
    private final NettySocket socket;
    private final HttpConnection connection;

    Arrivals(NettySocket socket, Gateway gateway, HttpSite site) {
        this.socket = socket;
        this.connection = new HttpConnection(socket, gateway, site, this);
    }

    HttpConnection connection() {
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        connection.heard();
        context.fireChannelRead(bytes);
    }

    @Override
    public void admit() {}

    @Override
    public void free() {}

    @Override
    public void leave() {
        socket.channel().pipeline().remove(this);
    }
}
