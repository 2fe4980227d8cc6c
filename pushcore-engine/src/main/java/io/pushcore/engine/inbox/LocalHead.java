package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.HeadReader;
import io.pushcore.Position;
import io.pushcore.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Tells a reader in the process how far a user's own log reaches: on the executor, one call at a time, the newest only. */
final class LocalHead implements Subscription, HeadSink {
    private final Ground ground;
    private final Heads heads;
    private final String log;
    private final HeadReader reader;
    private final Turns calls;
    private final CompletableFuture<Position> started = new CompletableFuture<>();
    private final AtomicReference<@Nullable Position> newest = new AtomicReference<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile Position last = Position.NOWHERE;
    /** Whether it was told the end; on its calls only. */
    private boolean over;

    LocalHead(Inboxes inboxes, String log, HeadReader reader) {
        this.ground = inboxes.ground();
        this.heads = inboxes.heads();
        this.log = log;
        this.reader = reader;
        this.calls = new Turns(
                ground.executor(),
                thrown -> ground.warn("head reader", "a reader of heads of " + log + " threw: " + thrown));
    }

    void begin() {
        CompletableFuture<Position> begun = new CompletableFuture<>();
        // before it can be completed: nothing that is newer may come first
        ground.answer(begun).whenComplete((first, failure) -> {
            if (first != null) {
                head(first);
                started.complete(first);
            } else {
                leave();
                end(Closed.Reason.FAILED, "how far the log reaches cannot be told");
                started.completeExceptionally(failure);
            }
        });
        heads.watch(log, this, begun);
    }

    @Override
    public String name() {
        return log;
    }

    @Override
    public CompletableFuture<Position> started() {
        return started;
    }

    @Override
    public Position position() {
        return last;
    }

    @Override
    public void close() {
        leave();
        end(Closed.Reason.UNSUBSCRIBED, "");
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            heads.leave(log, this);
        }
    }

    // ---- the turns of the head

    @Override
    public void head(Position position) {
        if (newest.getAndSet(position) == null) {
            calls.execute(this::tell);
        }
    }

    @Override
    public void closed() {
        end(Closed.Reason.BROKER_CLOSED, "broker is closed");
    }

    // ---- its calls

    private void tell() {
        Position position = newest.getAndSet(null);
        if (!over && position != null && !position.equals(last)) {
            last = position;
            reader.head(position);
        }
    }

    private void end(Closed.Reason reason, String sentence) {
        calls.execute(() -> {
            if (!over) {
                over = true;
                reader.closed(new Closed(log, reason, sentence));
            }
        });
    }
}
