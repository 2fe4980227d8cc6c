package io.pushcore.netty.socketio;

import io.pushcore.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who can come back to what they had: those that were cut off, for a while, and those that are there and may be cut off without anybody here
 * having noticed. Usable from any thread; its lock guards the map of the former.
 */
final class Recoveries {
    private static final int MOST = 10_000;

    private final Time time;
    private final Duration keptFor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> kept = new LinkedHashMap<>();
    private final Map<String, IoSocket> there = new ConcurrentHashMap<>();

    private record Entry(Kept kept, long until) {}

    Recoveries(Time time, Duration keptFor) {
        this.time = time;
        this.keptFor = keptFor;
    }

    boolean isOn() {
        return !keptFor.isZero();
    }

    /** Somebody is there under a secret of its own. */
    void come(String secret, IoSocket socket) {
        there.put(secret, socket);
    }

    /** Is there no more; what it had is kept unless it is empty. */
    void gone(String secret, IoSocket socket, Optional<Kept> what) {
        if (what.isPresent()) {
            keep(secret, what.get());
        }
        there.remove(secret, socket);
    }

    private void keep(String secret, Kept what) {
        lock.lock();
        try {
            long now = time.nanoTime();
            kept.values().removeIf(entry -> entry.until - now <= 0);
            if (kept.size() >= MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
            kept.put(secret, new Entry(what, now + keptFor.toNanos()));
        } finally {
            lock.unlock();
        }
        // what nobody comes back to goes at last without anybody coming
        time.schedule(keptFor.plusSeconds(1), () -> drop(secret));
    }

    private void drop(String secret) {
        lock.lock();
        try {
            Entry entry = kept.get(secret);
            if (entry != null && entry.until - time.nanoTime() <= 0) {
                kept.remove(secret);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives what is kept under a secret, once, soon, on any thread. Who is still there under it gives way. */
    void take(String secret, Consumer<Optional<Kept>> then) {
        IoSocket before = there.get(secret);
        if (before == null) {
            then.accept(remove(secret));
        } else {
            before.lane().execute(() -> {
                before.giveWay();
                then.accept(remove(secret));
            });
        }
    }

    private Optional<Kept> remove(String secret) {
        lock.lock();
        try {
            Entry entry = kept.remove(secret);
            return entry == null || entry.until - time.nanoTime() <= 0 ? Optional.empty() : Optional.of(entry.kept);
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            kept.clear();
        } finally {
            lock.unlock();
        }
    }
}
