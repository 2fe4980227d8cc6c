package io.pushcore.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.pushcore.Names;
import javax.net.ssl.SSLException;

/**
 * Where a connection comes out of TLS: the handlers behind it know of it once the handshake is done, and an end of its input is one
 * that was said within TLS. Only its lane touches it.
 */
final class TlsEntrance extends ChannelInboundHandlerAdapter {
    private final NettySocket socket;
    private final TlsRecords records;
    private final WaitingConnections handshakes;
    private boolean open;
    private boolean inputEnded;

    TlsEntrance(NettySocket socket, TlsRecords records, WaitingConnections handshakes) {
        this.socket = socket;
        this.records = records;
        this.handshakes = handshakes;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        socket.opened();
        handshakes.add(socket);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            handshakes.remove(socket);
            if (handshake.isSuccess()) {
                enter(context);
            } else {
                failed(handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) {
                endInput(context);
            }
        } else if (event != ChannelInputShutdownEvent.INSTANCE) {
            context.fireUserEventTriggered(event);
        } else if (socket.isClosing()) {
            endInput(context);
        } else if (!inputEnded) {
            // who ends it so may be another than who sent what came before
            socket.cut();
        }
    }

    private void enter(ChannelHandlerContext context) {
        records.done();
        socket.left();
        open = true;
        context.fireChannelActive();
    }

    private void endInput(ChannelHandlerContext context) {
        if (!open) {
            socket.cut();
        } else if (!inputEnded) {
            inputEnded = true;
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    private static void failed(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            // its sentence holds what was sent
            FailureLog.CONNECTIONS.warn("what came to a port with TLS is not TLS", NotSslRecordException.class);
        } else if (cause instanceof SslHandshakeTimeoutException) {
            FailureLog.CONNECTIONS.warn("a TLS handshake took too long", SslHandshakeTimeoutException.class);
        } else if (cause instanceof SSLException refused) {
            warn("a TLS handshake failed: ", refused);
        }
    }

    private static void warn(String sentence, SSLException cause) {
        FailureLog.CONNECTIONS.warn(sentence + Names.shown(String.valueOf(cause.getMessage())), cause.getClass());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (open && !(reason instanceof SSLException)) {
            context.fireExceptionCaught(cause);
            return;
        }
        if (open && !socket.isClosing() && reason instanceof SSLException broken) {
            warn("a TLS connection was broken: ", broken);
        }
        socket.cut();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handshakes.remove(socket);
        if (open) {
            context.fireChannelInactive();
        } else {
            socket.gone();
        }
    }
}
