package io.pushcore.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Channels in the order in which they last moved. A channel is moved to the end only by its first append after somebody
 * asked: what was not told yet needs no new place. So appending costs one look at {@link #round}.
 *
 * <p>Nothing is missed: whoever asks begins a new round first and looks at the channels under their locks afterwards. An
 * append that still saw the old round has finished before that look.
 */
final class ChangeIndex {
    /** Channels after a stamp, in their order. */
    record Found(List<MemoryChannel> channels, long through) {}

    /** Taken while the lock of a channel is held, never the other way round. Guards all fields but the round, which is read without it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeMap<Long, MemoryChannel> byStamp = new TreeMap<>();
    private long newest;
    private boolean movedInRound;
    private final AtomicLong round = new AtomicLong(1);

    long round() {
        return round.get();
    }

    /** Moves a channel to the end; its lock is held. */
    void moved(MemoryChannel channel) {
        lock.lock();
        try {
            byStamp.remove(channel.changeStamp);
            channel.changeStamp = ++newest;
            channel.changeRound = round.get();
            byStamp.put(newest, channel);
            movedInRound = true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a channel; its lock is held. */
    void remove(MemoryChannel channel) {
        lock.lock();
        try {
            byStamp.remove(channel.changeStamp);
        } finally {
            lock.unlock();
        }
    }

    /** The stamp after which all comes that moves from now on. */
    long now() {
        lock.lock();
        try {
            movedInRound = false;
            round.incrementAndGet();
            return newest;
        } finally {
            lock.unlock();
        }
    }

    Found after(long stamp, int limit) {
        lock.lock();
        try {
            List<MemoryChannel> channels = new ArrayList<>();
            long through = stamp;
            for (MemoryChannel channel : byStamp.tailMap(stamp, false).values()) {
                if (channels.size() == limit) {
                    break;
                }
                channels.add(channel);
                through = channel.changeStamp;
            }
            if (movedInRound && !channels.isEmpty()) {
                movedInRound = false;
                round.incrementAndGet();
            }
            return new Found(channels, through);
        } finally {
            lock.unlock();
        }
    }
}
