package io.pushcore.chaos;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was done to the cluster when. The thread of the faults goes on to the next; any thread reads. */
final class Phases {
    /** @param began by {@link System#nanoTime} */
    record Phase(int number, Fault fault, long began) {}

    private final List<Phase> all = new CopyOnWriteArrayList<>(List.of(new Phase(0, Fault.QUIET, System.nanoTime())));

    Phase begin(Fault fault) {
        Phase next = new Phase(all.size(), fault, System.nanoTime());
        all.add(next);
        return next;
    }

    Phase now() {
        return all.get(all.size() - 1);
    }

    /** The one of a moment. */
    Phase at(long nanos) {
        for (int i = all.size() - 1; i > 0; i--) {
            if (all.get(i).began() - nanos <= 0) {
                return all.get(i);
            }
        }
        return all.get(0);
    }

    /** How often a fault came. */
    long count(Fault fault) {
        return all.stream().filter(phase -> phase.fault() == fault).count();
    }
}
