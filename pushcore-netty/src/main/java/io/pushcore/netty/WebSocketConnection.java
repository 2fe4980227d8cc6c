package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.MessageCodec;
import io.pushcore.netty.http.Plan;
import io.pushcore.netty.http.WebSocketFrames;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Output;
import io.pushcore.transport.Tally;
import io.pushcore.transport.Terms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One WebSocket (RFC 6455): its frames in, and what the engine sees of it. Only its lane touches it. */
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements SocketConnection, Carrier, Dialect {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int NO_CODE = -1;
    private static final int TOO_LARGE = 1009;
    /** What is offered to the codec before commands are asked for. */
    private static final int MOST_UNASKED_BYTES = 64 << 10;
    /** How long what came before a close frame may take to be served. */
    private static final int LAST_COMMANDS_SECONDS = 5;

    private final NettySocket socket;
    private final Gateway gateway;
    private final Plan.Maker<MessageCodec> maker;
    private final @Nullable Tally before;
    private final GatheredMessage message = new GatheredMessage();
    private final Pongs pongs;
    private @Nullable MessageCodec codec;
    private @Nullable Terms terms;
    private @Nullable Link link;
    private @Nullable Future<?> later;
    private int unasked;
    private boolean asking;
    /** Whether a close frame of this end's own went out: nothing of the engine's may follow it. */
    private boolean closed;

    private WebSocketConnection(
            NettySocket socket, Gateway gateway, Plan.Maker<MessageCodec> maker, @Nullable Tally before) {
        this.socket = socket;
        this.gateway = gateway;
        this.maker = maker;
        this.before = before;
        this.pongs = new Pongs(socket);
    }

    /**
     * Takes over from the handler of a connection's requests, whose answer to the handshake has been sent or is the codec's.
     *
     * @param before what the broker has counted on them
     */
    static void replace(
            ChannelHandlerContext http,
            NettySocket socket,
            Gateway gateway,
            Plan.Maker<MessageCodec> maker,
            @Nullable Tally before) {
        WebSocketConnection connection = new WebSocketConnection(socket, gateway, maker, before);
        http.pipeline().replace(http.handler(), null, connection);
        connection.begin();
    }

    private void begin() {
        Link connected = gateway.connect(this, this);
        link = connected;
        Terms known = terms;
        if (known != null) {
            FrameDecoders.replaceParser(socket.channel().pipeline(), known.maxPayloadBytes(), this::mostBytes);
        }
        connected.received(NOTHING);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            if (closed || socket.isClosing()) {
                return;
            }
            if (comesTooEarly()) {
                socket.cut();
            } else if (frame instanceof CloseWebSocketFrame close) {
                end(close.statusCode(), "");
            } else if (frame instanceof PingWebSocketFrame ping) {
                pongs.answer(ping.content());
            } else if (frame instanceof PongWebSocketFrame) {
                ask();
            } else if (frame instanceof WebSocketFrame part) {
                gather(part);
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    /** Whether the handshake is still to be answered: a frame of this end could not be told from that. */
    private boolean comesTooEarly() {
        return codec != null && !codec.isOpen();
    }

    private void gather(WebSocketFrame part) {
        MessageCodec to = codec;
        if (to == null) {
            return;
        }
        ByteBuf content = part.content();
        unasked += content.readableBytes();
        if (link != null) {
            link.counted(content.readableBytes());
        }
        try {
            message.add(part, mostBytes()).ifPresent(to::offer);
        } catch (PushCoreException broken) {
            refuse(broken.code() == ErrorCode.FRAME_TOO_LARGE ? TOO_LARGE : 1007, broken.code(), broken.sentence());
            return;
        }
        asking = true;
        if (unasked > MOST_UNASKED_BYTES) {
            ask();
        }
    }

    /** How long a message may be now. */
    private int mostBytes() {
        int most = terms == null ? 0 : terms.maxFrameBytes();
        return codec == null ? most : Math.min(most, codec.maxMessageBytes());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (asking) {
            ask();
        }
    }

    private void ask() {
        asking = false;
        unasked = 0;
        if (link != null) {
            link.received(NOTHING);
        }
    }

    private void refuse(int code, ErrorCode why, String reason) {
        gateway.refused(why);
        end(code, reason);
    }

    /** Says the last word of this end, and lets what came before be served; the engine closes then. */
    private void end(int code, String reason) {
        Output out = new Output();
        if (code == NO_CODE) {
            WebSocketFrames.close(out);
        } else {
            WebSocketFrames.close(code, reason, out);
        }
        socket.send(out.toBytes(), () -> {});
        closed = true;
        ask();
        finish();
        socket.channel().eventLoop().schedule(socket::close, LAST_COMMANDS_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event != ChannelInputShutdownEvent.INSTANCE) {
            return;
        }
        socket.inputEnded();
        finish();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket.gone();
        message.forget();
        if (later != null) {
            later.cancel(false);
        }
        if (link != null) {
            link.closed();
            link = null;
        }
        if (codec != null) {
            codec.closed();
        }
        context.fireChannelInactive();
    }

    /** Broken frames get a close code. A broken socket, or a failure of the engine or a codec, ends this connection and no other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted && !comesTooEarly()) {
            if (!closed && !socket.isClosing()) {
                int code = corrupted.closeStatus().code();
                refuse(
                        code,
                        code == TOO_LARGE ? ErrorCode.FRAME_TOO_LARGE : ErrorCode.BAD_REQUEST,
                        String.valueOf(corrupted.getMessage()));
            }
            return;
        }
        if (!(cause instanceof IOException || cause instanceof CorruptedWebSocketFrameException)) {
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
        return "websocket";
    }

    @Override
    public Optional<Tally> tally() {
        return Optional.ofNullable(before);
    }

    @Override
    public Codec open(Terms known) {
        MessageCodec made = maker.make(known, this);
        terms = known;
        codec = made;
        return made;
    }

    @Override
    public void wake() {
        socket.lane().execute(this::ask);
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

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        if (closed) {
            lane().execute(() -> written.written(true));
        } else {
            socket.write(bytes, written);
        }
    }
}
