package io.pushcore.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one simulated process: tasks that one real thread runs in an order that chance gives. Wherever the engine calls
 * out, it may be held up while others run: {@link #mayYield}. A lane held up runs nothing else.
 */
final class Scheduler {
    private static final int DEEPEST = 2;

    private final Chance chance;
    private final Tally tally;
    private final int yieldOneIn;
    private final List<Runnable> loose = new ArrayList<>();
    private final List<SimulatedLane> lanes = new ArrayList<>();
    private @Nullable SimulatedLane current;
    private int depth;
    private boolean atOnce;
    private long steps;

    Scheduler(Chance chance, Tally tally, int lanes, int yieldOneIn) {
        this.chance = chance;
        this.tally = tally;
        this.yieldOneIn = yieldOneIn;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new SimulatedLane(this, i + 1));
        }
    }

    List<SimulatedLane> lanes() {
        return lanes;
    }

    @Nullable
    SimulatedLane current() {
        return current;
    }

    long steps() {
        return steps;
    }

    /** Work for any thread, in any order. */
    void execute(Runnable work) {
        if (atOnce) {
            run(work, null);
        } else {
            loose.add(work);
        }
    }

    /** From now on work is done by whoever brings it, while a caller blocks. */
    void runAtOnce(boolean on) {
        atOnce = on;
    }

    void execute(Runnable work, SimulatedLane lane) {
        if (atOnce && !lane.busy) {
            run(work, lane);
        } else {
            lane.work.add(work);
        }
    }

    /** Forgets all work: the process is gone. */
    void stop() {
        loose.clear();
        lanes.forEach(lane -> lane.work.clear());
    }

    /** Runs one task, if there is one that can run. */
    boolean runOne() {
        int ready = loose.size();
        for (SimulatedLane lane : lanes) {
            ready += isReady(lane) ? 1 : 0;
        }
        if (ready == 0) {
            return false;
        }
        int chosen = chance.below(ready);
        if (chosen < loose.size()) {
            int last = loose.size() - 1;
            Runnable task = loose.get(chosen);
            loose.set(chosen, loose.get(last));
            loose.remove(last);
            run(task, null);
            return true;
        }
        chosen -= loose.size();
        for (SimulatedLane lane : lanes) {
            if (isReady(lane) && chosen-- == 0) {
                run(lane.work.remove(), lane);
                return true;
            }
        }
        throw new IllegalStateException("no task was chosen");
    }

    /** Runs tasks until none is left. */
    void runAll() {
        long most = steps + 200_000;
        while (runOne()) {
            if (steps > most) {
                throw new Violation("the engine finds no rest: 200,000 tasks at one moment");
            }
        }
    }

    /** A place where the thread that runs may be held up while others go on. */
    void mayYield() {
        if (depth >= DEEPEST || !chance.oneIn(yieldOneIn)) {
            return;
        }
        tally.count(Happening.PREEMPTED);
        SimulatedLane was = current;
        depth++;
        try {
            for (int i = chance.between(1, 4); i > 0 && runOne(); i--) {}
        } finally {
            depth--;
            current = was;
        }
    }

    /** Runs something as a thread of the application. */
    void runOutside(Runnable work) {
        run(work, null);
    }

    private void run(Runnable task, @Nullable SimulatedLane lane) {
        steps++;
        SimulatedLane was = current;
        current = lane;
        if (lane != null) {
            lane.busy = true;
        }
        try {
            task.run();
        } finally {
            current = was;
            if (lane != null) {
                lane.busy = false;
            }
        }
    }

    private static boolean isReady(SimulatedLane lane) {
        return !lane.busy && !lane.work.isEmpty();
    }
}
