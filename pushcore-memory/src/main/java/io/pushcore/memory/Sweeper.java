package io.pushcore.memory;

import io.pushcore.Time;
import io.pushcore.storage.StorageContext;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Frees what has expired, aged or is remembered no longer, channel by channel, a bounded piece of work at a time. */
final class Sweeper {
    /** A channel that has something to be freed at a time. */
    record Due(long at, long ticket, MemoryChannel channel) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(ticket, other.ticket);
        }
    }

    /** What is freed at the latest this long after its time. */
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** The pause when there is more to do than one turn may. */
    private static final Duration SOON = Duration.ofMillis(5);
    /** How many messages and channels one turn looks at: about a millisecond. */
    private static final int PIECES = 8_192;

    /** Taken while the lock of a channel is held, never the other way round. Guards the three fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeSet<Due> dues = new TreeSet<>();
    private long tickets;
    private final Set<Time> ticking = Collections.newSetFromMap(new IdentityHashMap<>());

    private final OpenContext open;
    private final Consumer<StorageContext> afterTurn;

    /** Calls back on the timer's thread after each turn. */
    Sweeper(OpenContext open, Consumer<StorageContext> afterTurn) {
        this.open = open;
        this.afterTurn = afterTurn;
    }

    /** Puts another time in the place of one; the lock of the channel is held. */
    @Nullable
    Due replace(@Nullable Due old, MemoryChannel channel, long at) {
        lock.lock();
        try {
            if (old != null) {
                dues.remove(old);
            }
            if (at == Nanos.NEVER) {
                return null;
            }
            Due due = new Due(at, tickets++, channel);
            dues.add(due);
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** Sweeps by the timer of a context as long as the storage is open; once, whoever else brings the same time. */
    void start(StorageContext context) {
        boolean first;
        lock.lock();
        try {
            first = ticking.add(context.time());
        } finally {
            lock.unlock();
        }
        if (first) {
            context.time().schedule(EVERY, () -> tick(context));
        }
    }

    private void tick(StorageContext context) {
        if (!open.isOpen()) {
            stop(context.time());
            return;
        }
        boolean done = true;
        try {
            done = turn(context.time());
            afterTurn.accept(context);
        } finally {
            context.time().schedule(done ? EVERY : SOON, () -> tick(context));
        }
    }

    private void stop(Time time) {
        lock.lock();
        try {
            ticking.remove(time);
        } finally {
            lock.unlock();
        }
    }

    /** One piece of work; says whether that was all. */
    private boolean turn(Time time) {
        long now = Nanos.of(time.now());
        int left = PIECES;
        while (left > 0) {
            Due due = poll(now);
            if (due == null) {
                return true;
            }
            left -= 1 + due.channel().sweep(now, left);
        }
        return false;
    }

    private @Nullable Due poll(long now) {
        lock.lock();
        try {
            return dues.isEmpty() || dues.first().at() > now ? null : dues.pollFirst();
        } finally {
            lock.unlock();
        }
    }
}
