package io.pushcore.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** All tapes of the broker; makes room when they outgrow their budget, the least read first. Usable from any thread. */
final class Tapes {
    private final Set<Ribbon> ribbons = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    final SegmentPool pool;

    Tapes(SegmentPool pool) {
        this.pool = pool;
    }

    void add(Ribbon ribbon) {
        ribbons.add(ribbon);
    }

    void remove(Ribbon ribbon) {
        ribbons.remove(ribbon);
    }

    /** Cuts the least read quarter of the tapes if they are over the budget; each on the strand of its channel. */
    void makeSpace() {
        if (!pool.isOverBudget() || !sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            List<Ribbon> oldestFirst = new ArrayList<>(ribbons);
            oldestFirst.sort(
                    Comparator.comparingLong((Ribbon ribbon) -> ribbon.tape().readAt())
                            .thenComparing(Ribbon::name));
            for (Ribbon ribbon : oldestFirst.subList(0, (oldestFirst.size() + 3) / 4)) {
                ribbon.cut();
            }
        } finally {
            sweeping.set(false);
        }
    }
}
