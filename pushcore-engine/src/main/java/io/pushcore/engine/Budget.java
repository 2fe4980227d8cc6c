package io.pushcore.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A bounded number of bytes that many share. It admits one taker at least, however large. Usable from any thread. */
final class Budget {
    private volatile long limit;
    private final AtomicLong used = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    Budget(long limit) {
        this.limit = limit;
    }

    /** Another bound, by which those who wait may have space. */
    void bound(long bytes) {
        limit = bytes;
        wake();
    }

    /** Whether so many bytes would fit now. */
    boolean fits(long bytes) {
        long now = used.get();
        return now == 0 || now + bytes <= limit;
    }

    void take(long bytes) {
        used.addAndGet(bytes);
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    /** Runs {@code retry} once they may fit, at once if they do; it looks again and may come back. */
    void whenItFits(long bytes, Runnable retry) {
        waiting.add(retry);
        if (fits(bytes)) {
            wake();
        }
    }

    long used() {
        return used.get();
    }

    private void wake() {
        // only those who wait now: who comes back meanwhile waits for the next give
        int count = waiting.size();
        for (int i = 0; i < count; i++) {
            Runnable retry = waiting.poll();
            if (retry == null) {
                return;
            }
            retry.run();
        }
    }
}
