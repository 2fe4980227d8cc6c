package io.pushcore.engine.simulation;

import io.pushcore.InboxEvent;
import io.pushcore.InboxReader;
import io.pushcore.InboxSession;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The session of an inbox on a connection, as its peer has it. */
record PeerInboxSession(InboxPeer peer, InboxId inbox, String id, long shownBefore) implements InboxSession {
    @Override
    public String user() {
        return inbox.owner();
    }

    @Override
    public String device() {
        return inbox.device();
    }

    @Override
    public Optional<InboxEvent> next(Duration atMost) {
        return Optional.ofNullable(peer.poll());
    }

    @Override
    public void read(InboxReader reader) {
        throw new UnsupportedOperationException("what comes is asked for");
    }

    @Override
    public Flow.Publisher<InboxEvent> flow() {
        throw new UnsupportedOperationException("what comes is asked for");
    }

    @Override
    public CompletableFuture<Void> ack(long seq) {
        return peer.ask("ack " + seq + " false").thenAccept(line -> {});
    }

    @Override
    public CompletableFuture<Void> ackOnly(long seq) {
        return peer.ask("ack " + seq + " true").thenAccept(line -> {});
    }

    /** Hangs up. */
    @Override
    public void close() {
        peer.hangUp();
    }
}
