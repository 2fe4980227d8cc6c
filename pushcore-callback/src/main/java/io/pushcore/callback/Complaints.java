package io.pushcore.callback;

import io.pushcore.Time;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings about the application's server: one line for each kind and minute, with a count. Usable from any thread. */
final class Complaints {
    static final Logger LOG = LoggerFactory.getLogger(HttpCallback.class);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Unusable.Why, Said> said = new EnumMap<>(Unusable.Why.class);
    private final Time time;
    private final String address;

    Complaints(Time time, String address) {
        this.time = time;
        this.address = address;
    }

    /**
     * When a kind was last written about, and how many were not since.
     *
     * @param at by {@link Time#nanoTime}
     */
    private record Said(long at, long unsaid) {}

    void add(Unusable unusable) {
        long unsaid = due(unusable.why());
        if (unsaid >= 0) {
            LOG.warn(
                    "the callback {} gives no answer: {} ({} more like it since the last line)",
                    address,
                    unusable.sentence(),
                    unsaid);
        }
    }

    /** How many were not written about, if now one is; else below 0. */
    private long due(Unusable.Why why) {
        long now = time.nanoTime();
        lock.lock();
        try {
            Said last = said.get(why);
            if (last != null && now - last.at() < MINUTE) {
                said.put(why, new Said(last.at(), last.unsaid() + 1));
                return -1;
            }
            said.put(why, new Said(now, 0));
            return last == null ? 0 : last.unsaid();
        } finally {
            lock.unlock();
        }
    }
}
