package io.pushcore.redis;

import io.lettuce.core.RedisURI;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.CarrierContext;
import io.pushcore.peer.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Frames through the pub/sub of Redis: one subject of the cluster, one of each node. A node hears what it sends to all, at least its beats,
 * so that silence means a dead connection, be it one that looks alive or one whose shard has moved.
 */
final class RedisWire implements Wire {
    private static final int LARGEST_FRAME = (1 << 20) + (64 << 10);
    private static final int MOST_MOVES = 5;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final Duration DEAF = Duration.ofSeconds(6);

    private final Redis redis;
    private final String prefix;

    /** What is connected now. */
    private final AtomicReference<@Nullable RedisLine> line = new AtomicReference<>();

    private volatile long heard;
    private volatile boolean closed;

    RedisWire(Redis redis, String cluster) {
        this.redis = redis;
        // the braces put all subjects of a cluster into one slot, so that one connection hears them all
        this.prefix = "{pushcore:" + cluster + "}:";
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public int largestFrame() {
        return LARGEST_FRAME;
    }

    @Override
    public CompletionStage<Void> open(CarrierContext context, Reception reception) {
        return connect(context, reception).thenRun(() -> watch(context, reception));
    }

    @Override
    public CompletionStage<Void> send(String node, byte[] frame) {
        RedisLine now = line.get();
        return now == null
                ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.CLOSED, "no connection"))
                : now.send(subject(node), frame);
    }

    @Override
    public CompletionStage<Void> close() {
        closed = true;
        RedisLine last = line.getAndSet(null);
        return last == null ? CompletableFuture.completedFuture(null) : last.close();
    }

    private String subject(String node) {
        return prefix + (node.isEmpty() ? "all" : "node:" + node);
    }

    private CompletionStage<Void> connect(CarrierContext context, Reception reception) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var late =
                context.time().schedule(redis.connectWithin(), () -> done.completeExceptionally(Refused.late(redis)));
        tryAll(new Attempt(context, reception, done), redis.uris()).whenComplete((settled, failure) -> {
            late.cancel();
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(Refused.of(redis, failure));
            }
        });
        return done;
    }

    private CompletionStage<Void> tryAll(Attempt attempt, List<RedisURI> places) {
        return tryOne(attempt, places.get(0), MOST_MOVES)
                .handle((settled, failure) -> failure == null || places.size() == 1 || attempt.done.isDone()
                        ? (failure == null ? DONE : CompletableFuture.<Void>failedFuture(failure))
                        : tryAll(attempt, places.subList(1, places.size())))
                .thenCompose(next -> next);
    }

    private CompletionStage<Void> tryOne(Attempt attempt, RedisURI place, int moves) {
        CarrierContext context = attempt.context;
        return CompletableFuture.supplyAsync(() -> redis.connect(place), context.blocking())
                .thenCompose(connecting -> connecting)
                .thenCompose(connected -> connected
                        .listen(ear(attempt, connected), subject(""), subject(context.node()))
                        .handle((listens, failure) -> settle(attempt, connected, failure))
                        .thenCompose(settled -> settled))
                .handle((settled, failure) -> {
                    Optional<RedisURI> moved = failure == null ? Optional.empty() : Moved.in(failure, place);
                    if (moved.isPresent() && moves > 0 && !attempt.done.isDone()) {
                        return tryOne(attempt, moved.get(), moves - 1);
                    }
                    return failure == null ? DONE : CompletableFuture.<Void>failedFuture(failure);
                })
                .thenCompose(next -> next);
    }

    /** Takes a line that listens, and ends one that does not, or came too late. */
    private CompletionStage<Void> settle(Attempt attempt, RedisLine connected, @Nullable Throwable failure) {
        if (failure != null || attempt.done.isDone() || closed) {
            connected.close();
            return CompletableFuture.failedFuture(
                    failure != null ? failure : new PushCoreException(ErrorCode.CLOSED, "the carrier is closed"));
        }
        heard = attempt.context.time().nanoTime();
        line.set(connected);
        if (closed) {
            close();
        }
        return DONE;
    }

    private RedisLine.Ear ear(Attempt attempt, RedisLine connected) {
        return new RedisLine.Ear() {
            @Override
            public void frame(byte[] frame) {
                RedisLine now = line.get();
                if (!closed && (now == null || now.equals(connected))) {
                    heard = attempt.context.time().nanoTime();
                    attempt.reception.frame(frame);
                }
            }

            @Override
            public void back() {
                if (!closed && connected.equals(line.get())) {
                    attempt.reception.missed();
                }
            }
        };
    }

    private void watch(CarrierContext context, Reception reception) {
        if (closed) {
            return;
        }
        RedisLine now = line.get();
        if (now != null && context.time().nanoTime() - heard < DEAF.toNanos()) {
            context.time().schedule(WATCH, () -> watch(context, reception));
            return;
        }
        if (now != null && line.compareAndSet(now, null)) {
            now.close();
        }
        connect(context, reception).whenComplete((connected, failure) -> {
            if (failure == null && !closed) {
                reception.missed();
            }
            context.time().schedule(WATCH, () -> watch(context, reception));
        });
    }

    /** An attempt to connect; when {@code done} has ended, what comes of it is not wanted any more. */
    private record Attempt(CarrierContext context, Reception reception, CompletableFuture<Void> done) {}
}
