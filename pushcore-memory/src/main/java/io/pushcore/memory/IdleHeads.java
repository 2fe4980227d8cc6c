package io.pushcore.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Channels of which nothing is left but their head, the one idle for longest first. */
final class IdleHeads {
    /** Taken while the lock of a channel is held, never the other way round. Guards the set. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<MemoryChannel> idle = new LinkedHashSet<>();
    private final int most;

    /** Bears with so many. */
    IdleHeads(int most) {
        this.most = most;
    }

    void add(MemoryChannel channel) {
        lock.lock();
        try {
            idle.add(channel);
        } finally {
            lock.unlock();
        }
    }

    void remove(MemoryChannel channel) {
        lock.lock();
        try {
            idle.remove(channel);
        } finally {
            lock.unlock();
        }
    }

    /** None, or half of them if there are too many: forgetting changes an epoch, so it is done rarely and to many. */
    List<MemoryChannel> excess() {
        lock.lock();
        try {
            List<MemoryChannel> excess = new ArrayList<>();
            if (idle.size() > most) {
                Iterator<MemoryChannel> eldest = idle.iterator();
                while (idle.size() - excess.size() > most / 2) {
                    excess.add(eldest.next());
                }
            }
            return excess;
        } finally {
            lock.unlock();
        }
    }
}
