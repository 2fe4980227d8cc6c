package io.pushcore.engine;

import io.pushcore.ErrorCode;
import java.time.Duration;

/**
 * Says on one connection, as often as its codec wants, that the broker is there, and closes it where nothing comes back. Only its
 * lane touches it.
 */
final class LinkHeartbeat {
    private final Desk desk;
    private final NetLink link;

    private boolean beats;
    /** When the last one was said, or they were asked for. */
    private long saidAt;

    private boolean awaitsAnswer;
    /** Since when the other end could have answered. */
    private long awaitsSince;

    LinkHeartbeat(Desk desk, NetLink link) {
        this.desk = desk;
        this.link = link;
    }

    /** Whatever comes is an answer. */
    void heard() {
        awaitsAnswer = false;
    }

    /** Does what is due; called about once a second. */
    void check(long now) {
        try {
            Duration every = link.codec().heartbeatEvery();
            if (every.isZero()) {
                beats = false;
                awaitsAnswer = false;
            } else {
                beat(now, every);
            }
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            link.close(ErrorCode.INTERNAL, "the broker failed to write this");
        }
    }

    private void beat(long now, Duration every) {
        if (!beats) {
            beats = true;
            saidAt = now;
        }
        if (link.output().isWriting()) {
            // rule R7
            awaitsSince = now;
            return;
        }
        if (link.input().isPaused()) {
            // rule L11: the answer may stand behind what the broker does not read
            awaitsSince = now;
        }
        Duration within = link.codec().heartbeatAnswerWithin();
        if (awaitsAnswer && now - awaitsSince >= within.toNanos()) {
            link.close(ErrorCode.NO_PONG, "nothing came back within " + within.toMillis() + " ms; reconnect");
        } else if (now - saidAt >= every.toNanos()) {
            saidAt = now;
            if (!awaitsAnswer && !within.isZero()) {
                awaitsAnswer = true;
                awaitsSince = now;
            }
            link.output().heartbeat();
        }
    }
}
