package io.pushcore.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** How a socket ends: with TLS on it the other end is told within that first, so that it can tell an end from a cut. Only its lane touches it. */
final class SocketEnd {
    private final Channel channel;
    private boolean outputEnded;

    SocketEnd(Channel channel) {
        this.channel = channel;
    }

    /** The TLS that ends at this channel, if any. */
    static @Nullable SslHandler tls(Channel channel) {
        return channel.pipeline().get(SslHandler.class);
    }

    /**
     * Ends what goes out.
     *
     * @param then runs once the socket has taken that
     */
    void endOutput(Runnable then) {
        SslHandler tls = tls(channel);
        if (tls == null) {
            shutOutput(then);
        } else {
            tls.closeOutbound().addListener(done -> shutOutput(then));
        }
    }

    private void shutOutput(Runnable then) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
        outputEnded = true;
        then.run();
    }

    boolean isOutputEnded() {
        return outputEnded;
    }

    /** Ends both directions, whatever is under way. */
    void close() {
        SslHandler tls = tls(channel);
        ChannelHandlerContext beyond = tls == null ? null : channel.pipeline().context(tls);
        if (tls == null || beyond == null) {
            channel.close();
            return;
        }
        if (!outputEnded) {
            // goes out if the socket takes it now
            tls.closeOutbound();
        }
        beyond.close();
    }
}
