package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One socket whose bytes are a dialect's: its handler and what the engine sees are the same object. Only its lane touches it. */
final class NettyConnection extends ChannelInboundHandlerAdapter implements SocketConnection {
    private final NettySocket socket;
    private final Gateway gateway;
    private final Dialect dialect;
    private @Nullable Link link;

    NettyConnection(NettySocket socket, Gateway gateway, Dialect dialect) {
        this.socket = socket;
        this.gateway = gateway;
        this.dialect = dialect;
        socket.countsFor(gateway);
    }

    @Override
    public NettySocket socket() {
        return socket;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        socket.opened();
        link = gateway.connect(this, dialect);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        socket.came(message);
        try {
            if (link != null && !socket.isClosing() && message instanceof ByteBuf bytes) {
                link.received(bytes.nioBuffer());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            return;
        }
        socket.inputEnded();
        if (link != null && !socket.isClosing()) {
            link.receivedAll();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket.gone();
        if (link != null) {
            link.closed();
            link = null;
        }
    }

    /** A broken socket, or a failure in the engine or a codec: either ends this connection and no other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            FailureLog.CONNECTIONS.warn("connection closed after a failure", cause);
        }
        socket.cut();
    }
}
