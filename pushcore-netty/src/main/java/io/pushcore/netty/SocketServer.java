package io.pushcore.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Lane;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A port, the lanes behind it and the connections on them. Its lock guards its fields; nothing waits under it. */
final class SocketServer {
    /** What a connection reads at once: little at first, so that many quiet ones cost little. */
    private static final AdaptiveRecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(256, 1_024, 64 << 10);

    private final ServerOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable Lanes lanes;
    private @Nullable Channel acceptor;
    private boolean stopped;
    private volatile int port = -1;

    SocketServer(ServerOptions options) {
        this.options = options;
    }

    int port() {
        return port;
    }

    /**
     * @param protocol the name of what is spoken, where clients say that before they speak
     * @param arrival gives a new socket its handlers
     */
    CompletionStage<Void> start(String protocol, Consumer<NettySocket> arrival) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        try {
            NettyVersion.check();
            Optional<TlsPort> tls = options.tls().map(files -> TlsPort.open(files, protocol, options.lanes()));
            closed.whenComplete((nothing, failure) -> tls.ifPresent(TlsPort::close));
            ChannelFuture bound = bind(socket -> {
                tls.ifPresent(port -> port.add(socket));
                arrival.accept(socket);
            });
            bound.addListener(done -> bound(bound, started));
        } catch (PushCoreException refused) {
            started.completeExceptionally(refused);
        }
        return started;
    }

    private ChannelFuture bind(Consumer<NettySocket> arrival) {
        lock.lock();
        try {
            if (stopped || lanes != null) {
                String sentence = options.name() + " transport was started or closed before";
                throw new PushCoreException(ErrorCode.CLOSED, sentence);
            }
            Lanes started = new Lanes(options.name(), options.lanes());
            lanes = started;
            ChannelFuture bound = bootstrap(started, arrival).bind(options.address(), options.port());
            acceptor = bound.channel();
            return bound;
        } finally {
            lock.unlock();
        }
    }

    private ServerBootstrap bootstrap(Lanes on, Consumer<NettySocket> arrival) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(on.loops())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        arrival.accept(new NettySocket(channel, channel, on.of(channel)));
                    }
                });
        return options.sendBuffer() == 0
                ? bootstrap
                : bootstrap.childOption(ChannelOption.SO_SNDBUF, options.sendBuffer());
    }

    private void bound(ChannelFuture bound, CompletableFuture<Void> started) {
        if (bound.isSuccess()) {
            port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
            started.complete(null);
            return;
        }
        String sentence = options.name() + " transport cannot listen on " + options.address() + ":" + options.port()
                + ": " + bound.cause().getMessage();
        close().whenComplete((nothing, failure) ->
                started.completeExceptionally(new PushCoreException(ErrorCode.BAD_OPTION, sentence, bound.cause())));
    }

    /** The lanes while they run, whether there are connections on them or not. */
    List<Lane> lanes() {
        lock.lock();
        try {
            return lanes == null ? List.of() : lanes.all();
        } finally {
            lock.unlock();
        }
    }

    void stopAccepting() {
        Channel listening = stop();
        if (listening != null) {
            listening.close();
        }
    }

    private @Nullable Channel stop() {
        lock.lock();
        try {
            stopped = true;
            return acceptor;
        } finally {
            lock.unlock();
        }
    }

    CompletionStage<Void> close() {
        Channel listening = stop();
        Lanes running = takeLanes();
        if (listening != null && running != null) {
            // the lanes after the port: who was accepted before it closed is on a lane by then
            listening
                    .close()
                    .addListener(done -> running.end().whenComplete((ended, failure) -> closed.complete(null)));
        } else if (listening == null) {
            closed.complete(null);
        }
        return closed.copy();
    }

    /** The lanes for the one who is to end them. */
    private @Nullable Lanes takeLanes() {
        lock.lock();
        try {
            Lanes taken = lanes;
            lanes = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
