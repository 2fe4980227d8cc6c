package io.pushcore.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.pushcore.transport.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The event loops of one transport, each a lane. */
final class Lanes {
    private static final int END_WITHIN_SECONDS = 5;

    private final EventLoopGroup loops;
    private final LaneMap lanes = new LaneMap();

    Lanes(String name, int count) {
        loops = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("pushcore-" + name), NioIoHandler.newFactory());
    }

    EventLoopGroup loops() {
        return loops;
    }

    NettyLane of(Channel channel) {
        return lanes.of(channel.eventLoop());
    }

    List<Lane> all() {
        List<Lane> all = new ArrayList<>();
        loops.forEach(loop -> all.add(lanes.of(loop)));
        return all;
    }

    /**
     * Ends all connections, then the threads. The former is not left to the latter: without a quiet period an event loop may
     * end with its channels open.
     */
    CompletableFuture<Void> end() {
        return lanes.cutAll().handle((done, failure) -> shutDown()).thenCompose(ended -> ended);
    }

    private CompletableFuture<Void> shutDown() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loops.shutdownGracefully(0, END_WITHIN_SECONDS, TimeUnit.SECONDS).addListener(done -> ended.complete(null));
        return ended;
    }
}
