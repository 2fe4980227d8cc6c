package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One socket: its handler in the pipeline and what the engine sees of it are the same object. Only its lane touches it. */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection, ChannelFutureListener {
    /** How long the last bytes may stand without the other end taking them. */
    private static final int LAST_WRITE_SECONDS = 10;

    /** How long the other end may take to close too; closing at once could destroy last words it has not read yet. */
    private static final int LINGER_SECONDS = 1;

    private final Channel channel;
    private final NettyLane lane;
    private final Gateway gateway;
    private final Dialect dialect;
    private @Nullable InetAddress remote;
    private @Nullable Link link;
    private @Nullable Written inFlight;
    private long inFlightBytes;
    private long takenBytes;
    private boolean closing;
    private boolean outputEnded;
    private boolean inputEnded;

    /** Its neighbours in the list of its lane. */
    @Nullable
    NettyConnection previous;

    @Nullable
    NettyConnection next;

    NettyConnection(Channel channel, NettyLane lane, Gateway gateway, Dialect dialect) {
        this.channel = channel;
        this.lane = lane;
        this.gateway = gateway;
        this.dialect = dialect;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return remote == null ? "" : remote.getHostAddress();
    }

    @Override
    public boolean isLoopback() {
        return remote != null && remote.isLoopbackAddress();
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written written) {
        if (inFlight != null) {
            throw new IllegalStateException("a write is in flight");
        }
        if (outputEnded) {
            lane.execute(() -> written.written(false));
            return;
        }
        ByteBuf buffer = wrap(bytes);
        inFlight = written;
        inFlightBytes = buffer.readableBytes();
        channel.writeAndFlush(buffer).addListener(this);
    }

    /** One buffer around all, so that one promise and one entry of the outbound buffer do. */
    private ByteBuf wrap(List<ByteBuffer> bytes) {
        if (bytes.size() == 1) {
            return Unpooled.wrappedBuffer(bytes.get(0));
        }
        ByteBuf[] parts = new ByteBuf[bytes.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = direct(bytes.get(i));
        }
        return Unpooled.wrappedBuffer(Math.max(1, parts.length), parts);
    }

    /** Netty would copy the whole of a buffer that has one part on the heap; answers are there, messages are not. */
    private ByteBuf direct(ByteBuffer bytes) {
        return bytes.isDirect()
                ? Unpooled.wrappedBuffer(bytes)
                : channel.alloc().directBuffer(bytes.remaining()).writeBytes(bytes);
    }

    /** The write in flight ended. */
    @Override
    public void operationComplete(ChannelFuture write) {
        Written written = inFlight;
        inFlight = null;
        takenBytes += write.isSuccess() ? inFlightBytes : 0;
        if (written != null) {
            // it may write its last words now
            written.written(write.isSuccess());
        }
        if (closing && inFlight == null) {
            linger();
        }
    }

    @Override
    public long progress() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return takenBytes + (outbound == null || inFlight == null ? 0 : outbound.currentProgress());
    }

    @Override
    public void reading(boolean on) {
        if (!closing) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (inFlight == null) {
            linger();
        } else {
            closeAfter(LAST_WRITE_SECONDS);
        }
    }

    /** Ends it now, whatever is under way. */
    void cut() {
        closing = true;
        outputEnded = true;
        channel.close();
    }

    /** Says the end to the other side and waits a little for its own, reading what it still sends. */
    private void linger() {
        outputEnded = true;
        if (inputEnded || !channel.isActive()) {
            channel.close();
            return;
        }
        ((DuplexChannel) channel).shutdownOutput();
        channel.config().setAutoRead(true);
        closeAfter(LINGER_SECONDS);
    }

    private void closeAfter(int seconds) {
        channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (channel.remoteAddress() instanceof InetSocketAddress address) {
            remote = address.getAddress();
        }
        lane.add(this);
        link = gateway.connect(this, dialect);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (link != null && !closing && message instanceof ByteBuf bytes) {
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
        inputEnded = true;
        if (closing && inFlight == null) {
            channel.close();
        } else if (link != null && !closing) {
            link.receivedAll();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        outputEnded = true;
        lane.remove(this);
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
        channel.close();
    }
}
