package io.pushcore.engine.simulation;

import io.pushcore.ManualTime;
import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;

/** The time of one process: its timers die with it, and who asks for the time may be held up. */
final class ProcessTime implements Time {
    private final ManualTime clock;
    private final Scheduler scheduler;
    private boolean over;

    ProcessTime(ManualTime clock, Scheduler scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    void stop() {
        over = true;
    }

    @Override
    public Instant now() {
        scheduler.mayYield();
        return clock.now();
    }

    @Override
    public long nanoTime() {
        scheduler.mayYield();
        return clock.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable work) {
        return clock.schedule(delay, () -> {
            if (!over) {
                scheduler.runOutside(work);
            }
        });
    }
}
