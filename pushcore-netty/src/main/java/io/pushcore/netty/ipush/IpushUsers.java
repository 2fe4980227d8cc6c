package io.pushcore.netty.ipush;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Who is connected, and how that changed. Its lock guards its fields. */
final class IpushUsers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> sessions = new HashMap<>();
    private final PerSecond came = new PerSecond();
    private final PerSecond left = new PerSecond();
    private long connects;
    private long reconnects;
    private long disconnects;
    private int mostUsers;

    /**
     * Figures of a moment.
     *
     * @param reconnects of users that were connected already
     */
    record Figures(
            long connects,
            long disconnects,
            long reconnects,
            int users,
            int mostUsers,
            long mostCameInASecond,
            long mostLeftInASecond) {}

    void came(String user, long second) {
        lock.lock();
        try {
            if (sessions.merge(user, 1, Integer::sum) > 1) {
                reconnects++;
                return;
            }
            connects++;
            came.add(1, second);
            mostUsers = Math.max(mostUsers, sessions.size());
        } finally {
            lock.unlock();
        }
    }

    void left(String user, long second) {
        lock.lock();
        try {
            if (sessions.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1) == null) {
                disconnects++;
                left.add(1, second);
            }
        } finally {
            lock.unlock();
        }
    }

    Figures figures() {
        lock.lock();
        try {
            return new Figures(connects, disconnects, reconnects, sessions.size(), mostUsers, came.most(), left.most());
        } finally {
            lock.unlock();
        }
    }
}
