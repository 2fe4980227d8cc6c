package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Netty's handler of TLS, without a second handshake: a client of TLS 1.2 could make the server compute without end by asking for
 * one after the other. Only its lane touches it.
 */
final class TlsRecords extends SslHandler {
    /** The first byte of a record; in TLS 1.3 it is not that of a record sent after the handshake. */
    private static final int HANDSHAKE = 22;

    private boolean done;

    TlsRecords(SSLEngine engine, Duration handshakeWithin) {
        super(engine);
        setHandshakeTimeoutMillis(handshakeWithin.toMillis());
    }

    /** The handshake is done, and is to be the only one. */
    void done() {
        done = true;
    }

    /** Called at the beginning of a record each time. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws SSLException {
        if (done && in.isReadable() && in.getByte(in.readerIndex()) == HANDSHAKE) {
            in.skipBytes(in.readableBytes());
            throw new SSLException("a second handshake on the connection");
        }
        super.decode(context, in, out);
    }
}
