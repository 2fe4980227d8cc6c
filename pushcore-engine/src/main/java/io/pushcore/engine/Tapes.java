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
            List<Read> oldestFirst = new ArrayList<>();
            ribbons.forEach(
                    ribbon -> oldestFirst.add(new Read(ribbon, ribbon.tape().readAt())));
            oldestFirst.sort(Comparator.comparingLong(Read::at).thenComparing(read -> read.ribbon.name()));
            for (Read least : oldestFirst.subList(0, (oldestFirst.size() + 3) / 4)) {
                least.ribbon.cut();
            }
        } finally {
            sweeping.set(false);
        }
    }

    /** A ribbon, and when it was read: lanes go on meanwhile, which an order must not notice. */
    private record Read(Ribbon ribbon, long at) {}
}
