package io.pushcore.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What this node wants, with a version that rises with each change, and the latest changes for those who missed them. */
final class OwnInterest {
    /** So many changes are told one by one; who misses more is told all names. */
    private static final int KEPT_CHANGES = 65_536;

    /** Guards all fields but the index. */
    private final ReentrantLock lock = new ReentrantLock();

    private final InterestIndex<OwnInterest> index = new InterestIndex<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final ArrayDeque<Entry.Change> changes = new ArrayDeque<>();
    private long version;
    private long hash;

    /** The version that has the name as it is now wanted. */
    long change(String name, boolean on) {
        lock.lock();
        try {
            boolean changed = on ? names.add(name) : names.remove(name);
            if (!changed) {
                return version;
            }
            if (on) {
                index.add(name, this);
            } else {
                index.remove(name, this);
            }
            hash ^= NameHash.of(name);
            changes.addLast(new Entry.Change(name, on));
            if (changes.size() > KEPT_CHANGES) {
                changes.removeFirst();
            }
            return ++version;
        } finally {
            lock.unlock();
        }
    }

    boolean wants(String channel) {
        return index.isWanted(channel);
    }

    Entry.Sum sum() {
        lock.lock();
        try {
            return new Entry.Sum(version, names.size(), hash);
        } finally {
            lock.unlock();
        }
    }

    /** Changes after a version, oldest first, at most so many bytes of them but one at least; empty where they are not kept. */
    Optional<Entry.Changes> since(long have, int bytes) {
        lock.lock();
        try {
            long oldest = version - changes.size();
            if (have < oldest || have > version) {
                return Optional.empty();
            }
            return Optional.of(new Entry.Changes(have, first((int) (have - oldest), bytes)));
        } finally {
            lock.unlock();
        }
    }

    /** All names as they are now. */
    Whole whole() {
        lock.lock();
        try {
            return new Whole(version, List.copyOf(names));
        } finally {
            lock.unlock();
        }
    }

    private List<Entry.Change> first(int skipped, int bytes) {
        List<Entry.Change> found = new ArrayList<>();
        // the newest are asked for, most often: they are looked for from their end
        Iterator<Entry.Change> newest = changes.descendingIterator();
        ArrayDeque<Entry.Change> wanted = new ArrayDeque<>();
        for (int i = changes.size(); i > skipped; i--) {
            wanted.addFirst(newest.next());
        }
        int left = bytes;
        for (Entry.Change change : wanted) {
            left -= NameHash.mostBytes(change.name()) + 2;
            if (left < 0 && !found.isEmpty()) {
                break;
            }
            found.add(change);
        }
        return found;
    }

    /** The names of an interest at one version. */
    record Whole(long version, List<String> names) {}
}
