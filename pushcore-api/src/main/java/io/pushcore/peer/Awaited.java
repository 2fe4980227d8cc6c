package io.pushcore.peer;

import io.pushcore.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** Who waits until all other nodes know of an interest, or a second has passed. */
final class Awaited {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Time time;

    /** Guards what follows; not held while a wait ends. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Long> acked = new HashMap<>();
    private final PriorityQueue<Wait> waits = new PriorityQueue<>();
    private boolean timed;

    Awaited(Time time) {
        this.time = time;
    }

    /** Completes when all nodes know a version. */
    CompletionStage<Void> until(long version) {
        boolean begins;
        Wait wait = new Wait(version, time.nanoTime() + LONGEST.toNanos(), new CompletableFuture<>());
        lock.lock();
        try {
            if (version <= known()) {
                return CompletableFuture.completedFuture(null);
            }
            waits.add(wait);
            begins = !timed;
            timed = true;
        } finally {
            lock.unlock();
        }
        if (begins) {
            time.schedule(LONGEST, this::endLate);
        }
        return wait.done;
    }

    /** A node is there that is told all from a version on; earlier ones do not wait for it. Ends no wait. */
    void joined(String node, long version) {
        lock.lock();
        try {
            acked.put(node, version);
        } finally {
            lock.unlock();
        }
    }

    void left(String node) {
        change(() -> acked.remove(node));
    }

    void acked(String node, long version) {
        change(() -> acked.computeIfPresent(node, (name, before) -> Math.max(before, version)));
    }

    /** Ends all waits. */
    void close() {
        change(acked::clear);
    }

    private void change(Runnable change) {
        List<Wait> ended = new ArrayList<>();
        lock.lock();
        try {
            change.run();
            long known = waits.isEmpty() ? 0 : known();
            while (!waits.isEmpty() && waits.element().version <= known) {
                ended.add(waits.remove());
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(wait -> wait.done.complete(null));
    }

    /** What all nodes know. */
    private long known() {
        long least = Long.MAX_VALUE;
        for (long version : acked.values()) {
            least = Math.min(least, version);
        }
        return least;
    }

    private void endLate() {
        List<Wait> late = new ArrayList<>();
        long left = 0;
        lock.lock();
        try {
            long now = time.nanoTime();
            while (!waits.isEmpty() && waits.element().end - now <= 0) {
                late.add(waits.remove());
            }
            timed = !waits.isEmpty();
            left = timed ? waits.element().end - now : 0;
        } finally {
            lock.unlock();
        }
        if (left > 0) {
            time.schedule(Duration.ofNanos(left), this::endLate);
        }
        late.forEach(wait -> wait.done.complete(null));
    }

    private record Wait(long version, long end, CompletableFuture<Void> done) implements Comparable<Wait> {
        @Override
        public int compareTo(Wait other) {
            return Long.compare(version, other.version);
        }
    }
}
