package io.pushcore.netty;

import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/** The event loops that sockets of one transport are on, each a lane. Thread-safe. */
final class LaneMap {
    private final Map<EventExecutor, NettyLane> laneOf = new ConcurrentHashMap<>();

    NettyLane of(EventExecutor loop) {
        return laneOf.computeIfAbsent(loop, NettyLane::new);
    }

    /** Ends every socket, each on its lane. */
    CompletableFuture<Void> cutAll() {
        return CompletableFuture.allOf(laneOf.entrySet().stream()
                .map(one -> cutAll(one.getKey(), one.getValue()))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> cutAll(EventExecutor loop, NettyLane lane) {
        try {
            return CompletableFuture.runAsync(lane::cutAll, loop);
        } catch (RejectedExecutionException ended) {
            // and its sockets with it
            return CompletableFuture.completedFuture(null);
        }
    }
}
