package io.pushcore.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** How many are about to join a channel, which is not retired as long as there are any. Thread-safe. */
final class Claims {
    private static final int ENDED = -1;

    private final AtomicInteger count = new AtomicInteger();

    /** Keeps the channel from being retired until {@link #giveBack}; false if it is already. */
    boolean take() {
        int now = count.get();
        while (now >= 0) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }

    boolean areTaken() {
        return count.get() > 0;
    }

    void giveBack() {
        count.decrementAndGet();
    }

    /** Lets nobody claim it any more; false while somebody does. */
    boolean end() {
        return count.compareAndSet(0, ENDED);
    }
}
