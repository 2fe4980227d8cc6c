package io.pushcore.netty;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One deadline at a time, moved often and seldom reached: a task stands only for the earliest one and looks again. Only its lane
 * touches it.
 */
final class Deadline {
    private static final long NONE = Long.MAX_VALUE;

    private final EventExecutor loop;
    private final Runnable passed;
    private final long origin = System.nanoTime();
    private long due = NONE;
    private long looksAt = NONE;

    Deadline(EventExecutor loop, Runnable passed) {
        this.loop = loop;
        this.passed = passed;
    }

    void in(Duration time) {
        due = now() + time.toNanos();
        if (due < looksAt) {
            lookAt(due);
        }
    }

    void none() {
        due = NONE;
    }

    private void lookAt(long time) {
        looksAt = time;
        loop.schedule(() -> look(time), time - now(), TimeUnit.NANOSECONDS);
    }

    private void look(long time) {
        if (looksAt != time) {
            return;
        }
        looksAt = NONE;
        if (due == NONE) {
            return;
        }
        if (now() >= due) {
            due = NONE;
            passed.run();
        } else {
            lookAt(due);
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }
}
