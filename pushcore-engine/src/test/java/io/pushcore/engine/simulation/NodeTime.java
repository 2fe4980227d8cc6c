package io.pushcore.engine.simulation;

import io.pushcore.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The time of one node of a cluster: its timers come in as everything from outside does, late where it stands still. */
final class NodeTime implements Time {
    private final Time clock;
    private final Scheduler scheduler;
    private final Consumer<Runnable> inside;

    /** @param inside runs what becomes due */
    NodeTime(Time clock, Scheduler scheduler, Consumer<Runnable> inside) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.inside = inside;
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
        return clock.schedule(delay, () -> inside.accept(work));
    }
}
