package io.pushcore.engine.simulation;

import io.pushcore.transport.Lane;
import java.util.ArrayDeque;
import java.util.Deque;

/** A lane whose thread is a turn of the scheduler. */
final class SimulatedLane implements Lane {
    final Deque<Runnable> work = new ArrayDeque<>();
    private final Scheduler scheduler;
    private final int number;
    /** Whether one of its tasks is under way, perhaps held up by another thread. */
    boolean busy;

    SimulatedLane(Scheduler scheduler, int number) {
        this.scheduler = scheduler;
        this.number = number;
    }

    @Override
    public void execute(Runnable task) {
        scheduler.execute(task, this);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a lane is equal to itself only
    public boolean isCurrent() {
        return scheduler.current() == this;
    }

    /** The same in every run, so that maps of lanes are. */
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}
