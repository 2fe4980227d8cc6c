package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An application's own Netty server, which answers everything that comes to it with what was asked. */
final class HostServer implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final Channel acceptor;

    private HostServer(boolean reads, Supplier<ChannelHandler[]> before, Supplier<ChannelHandler[]> mounted) {
        acceptor = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.AUTO_READ, reads)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(before.get())
                                .addLast(new HttpServerCodec(new HttpDecoderConfig(), 1_000))
                                .addLast(mounted.get())
                                .addLast(new HttpObjectAggregator(1 << 20), new Echo(reads));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** @param mounted what stands behind the codec of each connection */
    static HostServer with(Supplier<ChannelHandler[]> mounted) {
        return new HostServer(true, () -> new ChannelHandler[0], mounted);
    }

    static HostServer with(HttpMount mount) {
        return with(() -> new ChannelHandler[] {mount.handler()});
    }

    /** With TLS of its own before the codec. */
    static HostServer secure(SslContext tls, HttpMount mount) {
        return new HostServer(true, () -> new ChannelHandler[] {tls.newHandler(ByteBufAllocator.DEFAULT)}, () ->
                new ChannelHandler[] {mount.handler()});
    }

    /** It asks for each read itself. */
    static HostServer thatReadsByItself(HttpMount mount) {
        return new HostServer(false, () -> new ChannelHandler[0], () -> new ChannelHandler[] {mount.handler()});
    }

    int port() {
        return ((InetSocketAddress) acceptor.localAddress()).getPort();
    }

    /** Lets it answer requests to {@code /late}. */
    void answersLate() {
        gate.complete(null);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final boolean reads;

        Echo(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!reads) {
                context.read();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (!reads) {
                context.read();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String answer = request.method() + " " + request.uri() + " "
                    + request.content().toString(UTF_8);
            boolean goesOn = HttpUtil.isKeepAlive(request);
            if (request.uri().equals("/late")) {
                gate.thenRunAsync(() -> answer(context, answer, goesOn), context.executor());
            } else {
                answer(context, answer, goesOn);
            }
        }

        private void answer(ChannelHandlerContext context, String text, boolean goesOn) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    text.contains("/nowhere") ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.OK,
                    Unpooled.copiedBuffer(text, UTF_8));
            HttpUtil.setContentLength(response, response.content().readableBytes());
            if (goesOn) {
                context.writeAndFlush(response);
            } else {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            }
        }
    }
}
