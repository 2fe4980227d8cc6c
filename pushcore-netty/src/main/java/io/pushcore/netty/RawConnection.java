package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.RawCodec;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that began with the head of a request and left HTTP there: its bytes are a codec's. Only its lane touches it. */
final class RawConnection extends ChannelInboundHandlerAdapter implements SocketConnection, Carrier, Dialect {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final NettySocket socket;
    private final Gateway gateway;
    private final Plan.Maker<RawCodec> maker;
    private @Nullable RawCodec codec;
    private @Nullable Link link;
    private @Nullable Future<?> later;

    private RawConnection(NettySocket socket, Gateway gateway, Plan.Maker<RawCodec> maker) {
        this.socket = socket;
        this.gateway = gateway;
        this.maker = maker;
    }

    /** Takes over from the handler of a connection's requests; what their parser has not consumed comes here. */
    static void replace(ChannelHandlerContext http, NettySocket socket, Gateway gateway, Plan.Maker<RawCodec> maker) {
        RawConnection connection = new RawConnection(socket, gateway, maker);
        http.pipeline().replace(http.handler(), null, connection);
        connection.begin();
    }

    private void begin() {
        Link connected = gateway.connect(this, this);
        link = connected;
        socket.channel().pipeline().remove(HttpRequestDecoder.class);
        connected.received(NOTHING);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            // the end of the head comes too, as an object of the parser
            if (link != null && !socket.isClosing() && message instanceof ByteBuf bytes) {
                link.received(bytes.nioBuffer());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
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
        if (later != null) {
            later.cancel(false);
        }
        if (link != null) {
            link.closed();
            link = null;
        }
        if (codec != null) {
            codec.closed();
            codec = null;
        }
        context.fireChannelInactive();
    }

    /** A broken socket, or a failure in the engine or a codec: either ends this connection and no other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            FailureLog.CONNECTIONS.warn("connection closed after a failure", cause);
        }
        socket.cut();
    }

    // ---- as the codec and the engine see it

    @Override
    public NettySocket socket() {
        return socket;
    }

    @Override
    public String name() {
        return "ipush";
    }

    @Override
    public Codec open(Terms terms) {
        RawCodec made = maker.make(terms, this);
        codec = made;
        return made;
    }

    @Override
    public void wake() {
        socket.lane().execute(() -> {
            if (link != null) {
                link.received(NOTHING);
            }
        });
    }

    @Override
    public void finish() {
        socket.lane().execute(() -> {
            if (link != null) {
                link.receivedAll();
            }
        });
    }

    @Override
    public void after(Duration delay, Runnable work) {
        later = socket.channel()
                .eventLoop()
                .schedule(
                        () -> {
                            if (link != null) {
                                work.run();
                            }
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
    }
}
