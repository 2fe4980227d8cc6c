package io.pushcore.examples;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.pushcore.Authorizer.Action;
import io.pushcore.Authorizer.Decision;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.netty.HttpMount;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An application with a Netty server of its own, in which PushCore is mounted: a chat for browsers. A restart does not
 * interrupt it: what was said is dumped at the end and read at the start, and pages go on from their positions.
 */
public final class ChatRoom implements AutoCloseable {
    private static final String CHANNEL = "chat";
    private static final int LONGEST_NAME = 32;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(new DefaultThreadFactory("chat", true), NioIoHandler.newFactory());
    private final Broker broker;
    private final ChannelFuture listening;

    /** Listens on 127.0.0.1; a port of 0 takes a free one. */
    ChatRoom(int port, MemoryStorage storage, ChatPages pages) {
        HttpMount mount = HttpMount.create();
        broker = Broker.builder()
                .transport(mount)
                .storage(storage)
                .channels(
                        CHANNEL,
                        ChannelRules.keep(500).forAtMost(Duration.ofDays(7)).maxPayload(8 << 10))
                .authenticator(ChatRoom::whoIs)
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(decide(who, action, channel)))
                .build();
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), mount.handler(), pages);
                    }
                })
                .bind("127.0.0.1", port);
    }

    /** {@code --port 8080 --dump chat.dump}, and {@code --library DIRECTORY} for the client library's package. */
    public static void main(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i], args[i + 1]);
        }
        int port = Integer.parseInt(options.getOrDefault("--port", "8080"));
        Path dump = Path.of(options.getOrDefault("--dump", "chat.dump"));
        Optional<Path> library = Optional.ofNullable(options.get("--library")).map(Path::of);
        ChatRoom room = new ChatRoom(port, MemoryStorage.dumpingTo(dump), ChatPages.load(library));
        Runtime.getRuntime().addShutdownHook(new Thread(room::close));
        System.out.println("http://127.0.0.1:" + room.port() + "/");
        room.listening.channel().closeFuture().syncUninterruptibly();
    }

    /** The port it listens on; fails if it could not. */
    int port() {
        return ((InetSocketAddress) listening.syncUninterruptibly().channel().localAddress()).getPort();
    }

    /** Tells the pages to come back, writes the dump, and ends the server. */
    @Override
    public void close() {
        listening.channel().close().syncUninterruptibly();
        broker.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Takes everyone at their word, where others would check a cookie or a signed token. No name is anonymous. */
    private static CompletionStage<Identity> whoIs(Credentials credentials) {
        String name = credentials.token();
        if (name.length() > LONGEST_NAME) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.UNAUTHENTICATED, "a name has at most " + LONGEST_NAME + " characters"));
        }
        return CompletableFuture.completedFuture(name.isEmpty() ? Identity.ANONYMOUS : Identity.of(name));
    }

    /** Everyone may read, who has a name may write. */
    private static Decision decide(Identity who, Action action, String channel) {
        if (!channel.equals(CHANNEL)) {
            return Decision.deny("there is only the channel " + CHANNEL);
        }
        return switch (action) {
            case SUBSCRIBE, HISTORY, PRESENCE -> Decision.allow();
            case PUBLISH -> who.user().isEmpty() ? Decision.deny("say who you are") : Decision.allow();
            default -> Decision.deny("a chat has no use for " + action);
        };
    }
}
