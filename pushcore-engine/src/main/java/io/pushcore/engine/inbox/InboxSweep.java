package io.pushcore.engine.inbox;

import io.pushcore.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Forgets, some every hour, the inboxes that nobody opened for long; those that are open count as used. */
final class InboxSweep {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration UNUSED = Duration.ofDays(90);
    private static final int MOST = 10_000;

    private final Ground ground;
    private final Inboxes inboxes;
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    InboxSweep(Ground ground, Inboxes inboxes) {
        this.ground = ground;
        this.inboxes = inboxes;
    }

    void start() {
        if (!stopped) {
            timer = ground.time().schedule(EVERY, () -> {
                sweep();
                start();
            });
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    private void sweep() {
        // what is recorded now is in use
        inboxes.recordAll();
        ground.store().forgetUnused(ground.time().now().minus(UNUSED), MOST).whenComplete((forgotten, failure) -> {
            if (failure != null) {
                ground.warn("inbox sweep failed", "unused inboxes cannot be forgotten: " + failure);
            }
        });
    }
}
