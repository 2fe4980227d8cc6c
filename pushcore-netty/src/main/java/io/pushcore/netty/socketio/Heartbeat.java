package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the client of a session is there: in version 4 it is asked and answers, in version 3 it asks by itself. Only the session's lane
 * touches it.
 */
final class Heartbeat {
    private final EngineSession session;
    private final IoSettings settings;
    private final Time time;
    private Time.@Nullable Timer timer;
    /** When something came last, or could have. */
    private long heardAt;

    private boolean awaitsPong;
    /** Whether the ping has left; a pong cannot come before. */
    private boolean isOut;

    Heartbeat(EngineSession session) {
        this.session = session;
        this.settings = session.site().settings();
        this.time = session.site().time();
    }

    void begin() {
        heard();
        if (session.version() == Version.V4) {
            in(settings.pingEvery(), this::ping);
        } else {
            in(longestSilence(), this::checkSilence);
        }
    }

    void heard() {
        heardAt = time.nanoTime();
    }

    /** A ping came, which only a client of version 3 sends. */
    void pinged() {
        if (session.version() != Version.V3) {
            throw Packet.broken("it is the server who asks");
        }
        session.sockets().mark();
        session.sockets().confirm();
    }

    void ponged() {
        if (session.version() != Version.V4 || !awaitsPong) {
            throw Packet.broken("nobody has asked");
        }
        awaitsPong = false;
        session.sockets().confirm();
        in(settings.pingEvery(), this::ping);
    }

    private void ping() {
        awaitsPong = true;
        isOut = false;
        heard();
        session.sockets().mark();
        session.carriers().send(Packet.of(PacketType.PING), whole -> {
            isOut = true;
            heard();
        });
        session.carriers().flush();
        in(settings.pongWithin(), this::checkPong);
    }

    private void checkPong() {
        boolean mayBeSlow = session.carriers().isOnSocket() && !isOut;
        Duration within = mayBeSlow ? stalledWithin() : settings.pongWithin();
        check(within, this::checkPong);
    }

    private void checkSilence() {
        boolean mayBeSlow =
                session.carriers().isOnSocket() && session.carriers().isWriting();
        check(mayBeSlow ? stalledWithin() : longestSilence(), this::checkSilence);
    }

    private void check(Duration within, Runnable again) {
        if (session.isPaused()) {
            heard();
        }
        long left = within.toNanos() - (time.nanoTime() - heardAt);
        if (left <= 0) {
            session.site().refused(ErrorCode.NO_PONG);
            session.end(true);
        } else {
            in(Duration.ofNanos(Math.min(left, longestSilence().toNanos())), again);
        }
    }

    private Duration longestSilence() {
        return settings.pingEvery().plus(settings.pongWithin());
    }

    private Duration stalledWithin() {
        long millis = session.site().limit(Limit.STALLED_WITHIN_MILLIS);
        return Duration.ofMillis(Math.min(millis, Duration.ofDays(365).toMillis()));
    }

    private void in(Duration delay, Runnable work) {
        end();
        timer = session.site().after(session.lane(), delay, () -> {
            if (!session.hasEnded()) {
                work.run();
            }
        });
    }

    void end() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
