package io.pushcore.engine;

import io.pushcore.Closed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All readers in the process, so that closing the broker can wait for them. Usable from any thread. */
final class Readership {
    private final Set<LocalReader> readers = ConcurrentHashMap.newKeySet();

    void add(LocalReader reader) {
        readers.add(reader);
    }

    void remove(LocalReader reader) {
        readers.remove(reader);
    }

    /** Whether nobody is left that closing is to wait for. */
    boolean isDone() {
        return readers.stream().noneMatch(LocalReader::holdsUpClosing);
    }

    /** Lets every reader read what is there and then end. */
    void end() {
        readers.forEach(reader -> reader.end(Closed.Reason.BROKER_CLOSED, "broker is closed"));
    }
}
