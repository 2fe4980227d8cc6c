package io.pushcore.netty.centrifuge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Commands in the order of their ids, which a client counts up from its first. Those without an id come as they are. Not
 * thread-safe.
 */
final class Sequence {
    /** Above one of them nobody is waited for any more. */
    static final int MOST_HELD = 1_000;

    static final int MOST_HELD_BYTES = 256 << 10;

    private final Deque<Fields> ready = new ArrayDeque<>(2);
    /** What waits for lower ids. */
    private final TreeMap<Long, Fields> held = new TreeMap<>();

    private int heldBytes;
    private long expected;

    void add(Fields command) {
        long id = Requests.id(command);
        if (id > expected && expected > 0) {
            hold(id, command);
            return;
        }
        ready.add(command);
        if (id >= expected && id > 0) {
            expected = id + 1;
            release();
        }
    }

    private void hold(long id, Fields command) {
        if (held.putIfAbsent(id, command) != null) {
            ready.add(command);
            return;
        }
        heldBytes += command.length();
        if (held.size() > MOST_HELD || heldBytes > MOST_HELD_BYTES) {
            waitNoLonger();
        }
    }

    /** The next command that may run, or null if there is none. */
    @Nullable
    Fields next() {
        return ready.poll();
    }

    /** Whether a command waits for one before it. */
    boolean isWaiting() {
        return !held.isEmpty();
    }

    /** Lets all that wait go, in their order. */
    void waitNoLonger() {
        while (!held.isEmpty()) {
            expected = held.firstKey();
            release();
        }
    }

    private void release() {
        Fields next;
        while ((next = held.remove(expected)) != null) {
            ready.add(next);
            heldBytes -= next.length();
            expected++;
        }
    }
}
