package io.pushcore.engine;

import io.pushcore.Closed;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** All readers in the process, eldest first, so that closing the broker can wait for them. Usable from any thread. */
final class Readership {
    /** Guards the set; not held while a reader is told. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<LocalReader> readers = new LinkedHashSet<>();

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

    /** Whether nobody is left that closing is to wait for. */
    boolean isDone() {
        return all().stream().noneMatch(LocalReader::holdsUpClosing);
    }

    /** Lets every reader read what is there and then end. */
    void end() {
        all().forEach(reader -> reader.end(Closed.Reason.BROKER_CLOSED, "broker is closed"));
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
