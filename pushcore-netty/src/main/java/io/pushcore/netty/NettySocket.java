package io.pushcore.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.ssl.SslHandler;
import io.pushcore.transport.Connection.Written;
import io.pushcore.transport.Gateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One socket: what goes out on it, one write of the engine's in flight, and how it ends. Only its lane touches it. */
final class NettySocket implements ChannelFutureListener {
    /** How long the last bytes may stand without the other end taking them. */
    private static final int LAST_WRITE_SECONDS = 10;

    /** How long the other end may take to close too; closing at once could destroy last words it has not read yet. */
    private static final int LINGER_SECONDS = 1;

    private final Channel channel;
    private final ChannelOutboundInvoker out;
    private final NettyLane lane;
    private final SocketEnd end;
    private @Nullable Gateway counter;
    private @Nullable TakenBytes records;
    private @Nullable InetAddress remote;
    private @Nullable Written inFlight;
    private long inFlightBytes;
    private long takenBytes;
    private int sending;
    private boolean wanted = true;
    private boolean held;
    private boolean closing;
    private boolean outputEnded;
    private boolean inputEnded;

    /** Its neighbours in the list of its lane. */
    @Nullable
    NettySocket previous;

    @Nullable
    NettySocket next;

    /** @param out where what is written here goes into the channel's pipeline */
    NettySocket(Channel channel, ChannelOutboundInvoker out, NettyLane lane) {
        this.channel = channel;
        this.out = out;
        this.lane = lane;
        this.end = new SocketEnd(channel);
    }

    /** Tells the broker what goes out. */
    void countsFor(Gateway gateway) {
        counter = gateway;
    }

    /** Tells the broker what came in. */
    void came(Object message) {
        if (counter != null && message instanceof ByteBuf bytes) {
            counter.received(bytes.readableBytes());
        }
    }

    private void went(long bytes) {
        if (counter != null) {
            counter.sent(bytes);
        }
    }

    /** Counts what the socket takes where TLS makes other bytes of it than those that were written here. */
    void counts(TakenBytes takenRecords) {
        records = takenRecords;
    }

    NettyLane lane() {
        return lane;
    }

    Channel channel() {
        return channel;
    }

    String remoteAddress() {
        return remote == null ? "" : remote.getHostAddress();
    }

    boolean isLoopback() {
        return remote != null && remote.isLoopbackAddress();
    }

    /** Whether TLS ends here. */
    boolean isSecure() {
        return SocketEnd.tls(channel) != null;
    }

    /** The subject of the certificate that the other end has shown; empty if none. */
    String certificate() {
        SslHandler tls = SocketEnd.tls(channel);
        try {
            return tls == null || !asksForCertificates(tls.engine())
                    ? ""
                    : tls.engine().getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    private static boolean asksForCertificates(SSLEngine engine) {
        return engine.getNeedClientAuth() || engine.getWantClientAuth();
    }

    boolean isClosing() {
        return closing;
    }

    /** It is connected, and the broker's. */
    void opened() {
        if (channel.remoteAddress() instanceof InetSocketAddress address) {
            remote = address.getAddress();
        }
        lane.add(this);
    }

    /** Writes for the engine, see {@link io.pushcore.transport.Connection#write}. */
    void write(List<ByteBuffer> bytes, Written written) {
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
        out.writeAndFlush(buffer).addListener(this);
    }

    /** Sends what is the transport's own business, behind the write in flight. */
    void send(byte[] bytes, Runnable sent) {
        if (outputEnded) {
            return;
        }
        sending++;
        out.writeAndFlush(Unpooled.wrappedBuffer(bytes)).addListener(done -> {
            sending--;
            if (done.isSuccess()) {
                went(bytes.length);
            }
            sent.run();
            endIfAllIsOut();
        });
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
                : channel.alloc().directBuffer(bytes.remaining()).writeBytes(bytes.duplicate());
    }

    /** The write in flight ended. */
    @Override
    public void operationComplete(ChannelFuture write) {
        Written written = inFlight;
        inFlight = null;
        if (write.isSuccess()) {
            takenBytes += inFlightBytes;
            went(inFlightBytes);
        }
        if (written != null) {
            // it may write its last words now
            written.written(write.isSuccess());
        }
        endIfAllIsOut();
    }

    private void endIfAllIsOut() {
        if (closing && !outputEnded && isAllOut()) {
            linger();
        }
    }

    private boolean isAllOut() {
        return inFlight == null && sending == 0;
    }

    long progress() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return takenBytes
                + (records == null ? 0 : records.bytes())
                + (outbound == null || inFlight == null ? 0 : outbound.currentProgress());
    }

    void reading(boolean on) {
        wanted = on;
        updateReading();
    }

    /** Reads no more, whatever is wanted, until it is let go. */
    void held(boolean on) {
        held = on;
        updateReading();
    }

    private void updateReading() {
        if (!closing) {
            channel.config().setAutoRead(wanted && !held);
        }
    }

    /** Closes it, after what was written has gone out or cannot. */
    void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (isAllOut()) {
            linger();
        } else {
            closeAfter(LAST_WRITE_SECONDS);
        }
    }

    /** Ends it now, whatever is under way. */
    void cut() {
        closing = true;
        outputEnded = true;
        end.close();
    }

    /** Says the end to the other side and waits a little for its own, reading what it still sends. */
    private void linger() {
        outputEnded = true;
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        end.endOutput(this::closeIfBothEnded);
        channel.config().setAutoRead(true);
        closeAfter(LINGER_SECONDS);
    }

    private void closeAfter(int seconds) {
        channel.eventLoop().schedule(end::close, seconds, TimeUnit.SECONDS);
    }

    /** The other end will send no more. */
    void inputEnded() {
        inputEnded = true;
        closeIfBothEnded();
    }

    private void closeIfBothEnded() {
        if (inputEnded && closing && isAllOut() && end.isOutputEnded()) {
            end.close();
        }
    }

    /** The channel is another's again. */
    void left() {
        lane.remove(this);
    }

    /** The channel is closed. */
    void gone() {
        closing = true;
        outputEnded = true;
        left();
    }
}
