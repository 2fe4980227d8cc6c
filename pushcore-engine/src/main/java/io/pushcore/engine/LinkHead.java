package io.pushcore.engine;

import io.pushcore.Position;
import io.pushcore.engine.inbox.HeadSink;
import io.pushcore.engine.inbox.Heads;
import io.pushcore.engine.inbox.LocalInbox;
import io.pushcore.transport.HeadNotice;
import io.pushcore.transport.Output;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The head of a user's own log, watched by a connection: the newest position that the connection has not taken yet. Only its lane touches it, but
 * for what is a sink's.
 */
final class LinkHead implements HeadSink {
    private final NetLink link;
    private final Heads heads;
    private final String user;
    private final AtomicReference<@Nullable Position> newest = new AtomicReference<>();
    private boolean active;
    private Position told = Position.NOWHERE;

    LinkHead(NetLink link, Heads heads, String user) {
        this.link = link;
        this.heads = heads;
        this.user = user;
    }

    /** Begins to watch; leave it in any case. */
    void begin(CompletableFuture<Position> begun) {
        heads.watch(LocalInbox.logOf(user), this, begun);
    }

    /** Called once. */
    void leave() {
        active = false;
        heads.leave(LocalInbox.logOf(user), this);
    }

    /** The answer that says this position stands before: from now on it tells. */
    void activate(Position answered) {
        told = answered;
        active = true;
    }

    // ---- the turns of the head

    @Override
    public void head(Position position) {
        if (newest.getAndSet(position) == null) {
            link.onLaneLater(() -> link.output().flush());
        }
    }

    /** The link has an end of its own. */
    @Override
    public void closed() {}

    // ---- the lane

    boolean hasNews() {
        return active && newest.get() != null;
    }

    void writeNewest(Output out) {
        Position position = newest.getAndSet(null);
        if (position != null && !position.equals(told)) {
            told = position;
            link.codec().encode(new HeadNotice(user, position), out);
        }
    }
}
