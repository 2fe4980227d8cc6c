package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Connection;
import java.time.Duration;

/** The deadlines of one connection. Only its lane touches it. */
final class LinkWatch {
    /** How long the last words may take. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Engine engine;
    private final Desk desk;
    private final NetLink link;
    private final Connection connection;
    private final LinkHeartbeat heartbeat;
    private final long connectedAt;
    private long heardAt;
    private long progressAt;
    private long progress;
    private long closingAt;

    LinkWatch(Engine engine, Desk desk, NetLink link, Connection connection) {
        this.engine = engine;
        this.desk = desk;
        this.link = link;
        this.connection = connection;
        this.heartbeat = new LinkHeartbeat(desk, link);
        this.connectedAt = engine.time.nanoTime();
        this.heardAt = connectedAt;
        this.progressAt = connectedAt;
    }

    /** Bytes came. */
    void heard() {
        heardAt = engine.time.nanoTime();
        heartbeat.heard();
    }

    /** A write began. */
    void wrote() {
        progressAt = 0;
    }

    /** A write ended. */
    void progressed() {
        progressAt = 0;
    }

    /** The last words were said. */
    void closing() {
        closingAt = engine.time.nanoTime();
    }

    /** Closes the connection if a deadline has passed; called about once a second. */
    void check(boolean mustAuthenticate) {
        if (link.isClosed()) {
            return;
        }
        if (link.isClosing()) {
            if (engine.time.nanoTime() - closingAt >= LAST_WORDS.toNanos()) {
                connection.close();
            }
            return;
        }
        if (link.identity().expires().isBefore(engine.time.now())) {
            PushCoreException expired = Access.expired();
            link.close(expired.code(), expired.sentence());
            return;
        }
        endExpired();
        long now = engine.time.nanoTime();
        if (mustAuthenticate && passed(now, connectedAt, Limit.AUTHENTICATE_WITHIN_MILLIS)) {
            link.close(ErrorCode.TIMEOUT, "no credentials came in time (authenticateWithinMillis)");
            return;
        }
        if (link.output().isWriting()) {
            checkProgress(now);
        } else {
            checkIdle(now);
        }
        if (!link.isClosing()) {
            heartbeat.check(now);
        }
    }

    /** Ends subscriptions whose token has expired; in the midst of an answer they wait for the next round. */
    private void endExpired() {
        if (link.answers().isInParts()) {
            return;
        }
        try {
            for (LinkReader ended : link.readers().endExpired(engine.time.now())) {
                String sentence = Access.expiredPass().sentence();
                link.output().ended(new Closed(ended.channel().name(), Closed.Reason.EXPIRED, sentence));
            }
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            link.close(ErrorCode.INTERNAL, "the broker failed to write this");
        }
    }

    private void checkIdle(long now) {
        progressAt = 0;
        if (link.readers().isEmpty()
                && !link.hasInbox()
                && !link.isHeldUp()
                && passed(now, heardAt, Limit.IDLE_WITHIN_MILLIS)) {
            link.close(ErrorCode.TIMEOUT, "nothing was said for too long (idleWithinMillis)");
        }
    }

    private void checkProgress(long now) {
        long taken = connection.progress();
        if (progressAt == 0 || taken != progress) {
            progress = taken;
            progressAt = now;
        } else if (passed(now, progressAt, Limit.STALLED_WITHIN_MILLIS)) {
            link.close(ErrorCode.TIMEOUT, "nothing was read for too long (stalledWithinMillis); reconnect");
            // what it did not take for so long, it will not take now
            connection.close();
        }
    }

    private boolean passed(long now, long since, Limit limit) {
        return now - since >= engine.tuned().within(limit).toNanos();
    }
}
