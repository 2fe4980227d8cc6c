package io.pushcore.engine.inbox;

import io.pushcore.ErrorCode;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The heads of users' own logs that are watched here. Usable from any thread. */
public final class Heads {
    private final Ground ground;
    private final Map<String, OwnHead> watched = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Heads(Ground ground) {
        this.ground = ground;
    }

    /**
     * Tells a sink how far a log reaches, from a position on that completes {@code begun} before anything is told. Leave it when it is over, also
     * where it failed.
     */
    public void watch(String log, HeadSink sink, CompletableFuture<Position> begun) {
        if (closed) {
            sink.closed();
            begun.completeExceptionally(over());
            return;
        }
        ground.want(log);
        OwnHead head = watched.compute(log, (name, there) -> {
            OwnHead one = there == null ? new OwnHead(ground, name) : there;
            one.watchers++;
            return one;
        });
        head.join(sink, begun);
        if (closed) {
            // it may have come behind the last look
            end(head);
        }
    }

    /** Tells it no more. */
    public void leave(String log, HeadSink sink) {
        watched.computeIfPresent(log, (name, head) -> {
            head.leave(sink);
            return --head.watchers == 0 ? null : head;
        });
    }

    /** A channel has a message that is visible. */
    public void news(String channel, String epoch, long offset) {
        if (channel.charAt(0) == '@' && offset > 0) {
            OwnHead head = watched.get(channel);
            if (head != null) {
                head.news(new Position(epoch, offset));
            }
        }
    }

    /** Whether somebody watches a log. */
    public boolean isWatched(String log) {
        return watched.containsKey(log);
    }

    /** How many logs are watched. */
    public int count() {
        return watched.size();
    }

    /** Tells all what is newest, and that this was the last. */
    CompletableFuture<Void> close() {
        closed = true;
        return CompletableFuture.allOf(watched.values().stream().map(Heads::end).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> end(OwnHead head) {
        return head.end(over());
    }

    private static PushCoreException over() {
        return new PushCoreException(ErrorCode.CLOSED, "broker is closed");
    }
}
