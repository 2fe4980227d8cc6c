package io.pushcore.callback;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** So many calls at once, and a bounded line of those that wait for their turn. Its lock guards it; nothing is called under it. */
final class CallLine {
    /** What becomes of a call that came. */
    enum Entry {
        RUNS,
        WAITS,
        FULL
    }

    /**
     * What the end of a call brings.
     *
     * @param first whether it had not ended before
     * @param next whose turn it is
     */
    record Turn(boolean first, @Nullable Call next) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Call> waiting = new LinkedHashSet<>();
    private final int atOnce;
    private final int mostWaiting;
    private int running;

    CallLine(int atOnce, int mostWaiting) {
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    Entry enter(Call call) {
        lock.lock();
        try {
            if (running < atOnce) {
                running++;
                call.state = Call.State.RUNNING;
                return Entry.RUNS;
            }
            if (waiting.size() >= mostWaiting) {
                call.state = Call.State.DONE;
                return Entry.FULL;
            }
            waiting.add(call);
            return Entry.WAITS;
        } finally {
            lock.unlock();
        }
    }

    Turn end(Call call) {
        lock.lock();
        try {
            Call.State before = call.state;
            call.state = Call.State.DONE;
            if (before == Call.State.WAITING) {
                waiting.remove(call);
            }
            return new Turn(before != Call.State.DONE, before == Call.State.RUNNING ? next() : null);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Call next() {
        if (waiting.isEmpty()) {
            running--;
            return null;
        }
        Call next = waiting.iterator().next();
        waiting.remove(next);
        next.state = Call.State.RUNNING;
        return next;
    }

    int inFlight() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
