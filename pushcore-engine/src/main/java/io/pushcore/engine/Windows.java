package io.pushcore.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The budget of all hot windows; over it the least read is trimmed first. Usable from any thread. */
final class Windows {
    private volatile long budget;
    private volatile long perChannel;
    private final AtomicLong used = new AtomicLong();
    private final Set<KeptWindow> holders = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean trimming = new AtomicBoolean();

    Windows(long budget, long perChannel) {
        budget(budget, perChannel);
    }

    /** Other bounds, to which windows are trimmed as they take messages. */
    void budget(long all, long one) {
        budget = all;
        perChannel = Math.min(all, one);
    }

    long bytes() {
        return used.get();
    }

    /** The bound of one window. */
    long perChannel() {
        return perChannel;
    }

    void hold(KeptWindow window) {
        holders.add(window);
    }

    void letGo(KeptWindow window) {
        holders.remove(window);
    }

    /** Counts bytes that a window took or, negative, gave back, and trims the least read when there are too many. */
    void count(long bytes) {
        // a full window mostly takes as much as it gives
        if (bytes != 0 && used.addAndGet(bytes) > budget && trimming.compareAndSet(false, true)) {
            try {
                trimLeastRead();
            } finally {
                trimming.set(false);
            }
        }
    }

    /** Halves the least read of every sixteen: where there are many, to look at them all must not be needed soon again. */
    private void trimLeastRead() {
        List<Used> filled = new ArrayList<>();
        List<KeptWindow> byName = new ArrayList<>(holders);
        byName.sort(Comparator.comparing(KeptWindow::name));
        for (KeptWindow window : byName) {
            if (window.now().bytes() > 0) {
                filled.add(new Used(window, window.usedAt()));
            }
        }
        filled.sort(Comparator.comparingLong(Used::at).thenComparing(used -> used.window.name()));
        for (Used least : filled.subList(0, (filled.size() + 15) / 16)) {
            least.window.halve();
        }
    }

    /** A channel, and when its window was used: readers go on meanwhile, which an order must not notice. */
    private record Used(KeptWindow window, long at) {}
}
