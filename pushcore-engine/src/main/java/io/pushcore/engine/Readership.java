package io.pushcore.engine;

import io.pushcore.Closed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** All readers in the process, eldest first, so that closing the broker can wait for them. Usable from any thread. */
final class Readership {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** Guards the set; not held while a reader is told. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<LocalReader> readers = new LinkedHashSet<>();
    /** How many handlers are at work or wait for a thread. */
    private final AtomicInteger awake = new AtomicInteger();

    private volatile boolean cut;

    void add(LocalReader reader) {
        lock.lock();
        try {
            readers.add(reader);
        } finally {
            lock.unlock();
        }
    }

    void remove(LocalReader reader) {
        lock.lock();
        try {
            readers.remove(reader);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody is left that those who close the broker are to wait for. */
    boolean isDone(Set<Thread> closers) {
        return all().stream().noneMatch(reader -> reader.holdsUp(closers));
    }

    void wakes() {
        awake.incrementAndGet();
    }

    void sleeps() {
        awake.decrementAndGet();
    }

    /** Whether a processor is left for somebody else if all who are awake keep theirs. */
    boolean leavesProcessors() {
        return awake.get() < PROCESSORS;
    }

    /** Lets every reader read what is there and then end. */
    void end() {
        all().forEach(reader -> reader.end(Closed.Reason.BROKER_CLOSED, "broker is closed"));
    }

    /** Ends those that are still there, with whatever is left unread. */
    void cut() {
        cut = true;
        all().forEach(LocalReader::cut);
    }

    boolean isCut() {
        return cut;
    }

    private List<LocalReader> all() {
        lock.lock();
        try {
            return List.copyOf(readers);
        } finally {
            lock.unlock();
        }
    }
}
