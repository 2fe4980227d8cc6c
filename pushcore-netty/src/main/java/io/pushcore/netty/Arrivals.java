package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.pushcore.transport.Gateway;

/**
 * What stands around requests on a port of the broker's own: notes that bytes came, before they are parsed, and when no request is
 * under way.
 */
final class Arrivals extends ChannelInboundHandlerAdapter implements Surroundings {
    private final NettySocket socket;
    private final WaitingConnections idle;
    private final HttpConnection connection;

    Arrivals(NettySocket socket, Gateway gateway, HttpSite site, WaitingConnections idle) {
        this.socket = socket;
        this.idle = idle;
        this.connection = new HttpConnection(socket, gateway, site, this);
    }

    HttpConnection connection() {
        return connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        idle.add(socket);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        idle.remove(socket);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        socket.came(bytes);
        connection.heard();
        context.fireChannelRead(bytes);
    }

    @Override
    public void admit() {
        idle.remove(socket);
    }

    @Override
    public void free() {
        idle.add(socket);
    }

    @Override
    public void leave() {
        socket.channel().pipeline().replace(this, null, new CameBytes(socket));
    }
}
