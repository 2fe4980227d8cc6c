package io.pushcore.engine;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many handlers of a channel sleep and want to be woken by the next message. A publisher looks here for each message and
 * at nothing else of its readers, which change this only when they fall asleep or wake. Usable from any thread.
 */
final class Sleepers {
    /** In the middle of 256 bytes: no neighbour shares its cache line. */
    private static final int PLACE = 32;

    private final AtomicIntegerArray count = new AtomicIntegerArray(2 * PLACE);

    void add() {
        count.incrementAndGet(PLACE);
    }

    void remove() {
        count.decrementAndGet(PLACE);
    }

    boolean isEmpty() {
        return count.get(PLACE) == 0;
    }
}
