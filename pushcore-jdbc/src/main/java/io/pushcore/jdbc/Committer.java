package io.pushcore.jdbc;

import io.pushcore.Time;
import io.pushcore.jdbc.postgresql.AppendGroup;
import io.pushcore.jdbc.postgresql.LogCalls;
import io.pushcore.jdbc.postgresql.Nanos;
import io.pushcore.storage.Append;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gathers appends and has them written in groups, each in one transaction and one round trip: while some groups are under way the next
 * gathers. A channel is in one group at a time.
 */
final class Committer {
    /** As much as is written at once. */
    private static final int MOST_ENTRIES = 500;

    private static final long MOST_BYTES = 4L << 20;

    private final Workers workers;
    private final LogCalls calls;
    private final Time time;
    private final int mostGroups;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> ready = new ArrayDeque<>();
    private int groups;

    Committer(Workers workers, LogCalls calls, Time time, int mostGroups) {
        this.workers = workers;
        this.calls = calls;
        this.time = time;
        this.mostGroups = mostGroups;
    }

    /** What waits for one channel, in its order. */
    private static final class Lane {
        final String channel;
        final Deque<Piece> waiting = new ArrayDeque<>();
        boolean isUnderWay;

        Lane(String channel) {
            this.channel = channel;
        }
    }

    void add(Piece piece) {
        boolean isMore;
        lock.lock();
        try {
            Lane lane = lanes.computeIfAbsent(piece.channel(), Lane::new);
            lane.waiting.add(piece);
            if (lane.waiting.size() == 1 && !lane.isUnderWay) {
                ready.add(lane);
            }
            isMore = isMoreToDo();
        } finally {
            lock.unlock();
        }
        if (isMore) {
            workers.add(new Group());
        }
    }

    /** Whether another group is to begin. With the lock. */
    private boolean isMoreToDo() {
        boolean isMore = !ready.isEmpty() && groups < mostGroups;
        if (isMore) {
            groups++;
        }
        return isMore;
    }

    /** What one worker writes at once; it is filled when the worker begins. */
    private final class Group implements Work {
        private final List<Lane> taken = new ArrayList<>();
        private final List<List<Piece>> pieces = new ArrayList<>();
        private final List<List<Append>> entries = new ArrayList<>();

        @Override
        public void run(Connection connection) throws SQLException {
            if (taken.isEmpty()) {
                fill();
            }
            if (!taken.isEmpty()) {
                AppendGroup group = new AppendGroup();
                List<AppendGroup.Part> parts = entries.stream().map(group::add).toList();
                calls.append(connection, group, Nanos.of(time.now()));
                end();
                for (int i = 0; i < parts.size(); i++) {
                    Piece.answer(pieces.get(i), parts.get(i));
                }
            } else {
                end();
            }
        }

        private void fill() {
            lock.lock();
            try {
                int count = 0;
                long bytes = 0;
                while (taken.size() < MOST_ENTRIES && count < MOST_ENTRIES && bytes < MOST_BYTES && !ready.isEmpty()) {
                    Lane lane = ready.remove();
                    lane.isUnderWay = true;
                    List<Piece> some = new ArrayList<>();
                    List<Append> all = new ArrayList<>();
                    while (!lane.waiting.isEmpty() && count < MOST_ENTRIES && bytes < MOST_BYTES) {
                        Piece piece = lane.waiting.remove();
                        count += piece.entries().size();
                        bytes += piece.bytes();
                        some.add(piece);
                        all.addAll(piece.entries());
                    }
                    taken.add(lane);
                    pieces.add(some);
                    entries.add(all);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Lets the channels go on in another group. */
        private void end() {
            boolean isMore;
            lock.lock();
            try {
                groups--;
                for (Lane lane : taken) {
                    lane.isUnderWay = false;
                    if (lane.waiting.isEmpty()) {
                        lanes.remove(lane.channel);
                    } else {
                        ready.add(lane);
                    }
                }
                isMore = isMoreToDo();
            } finally {
                lock.unlock();
            }
            if (isMore) {
                workers.add(new Group());
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (taken.isEmpty()) {
                fill();
            }
            end();
            pieces.forEach(some -> some.forEach(piece -> piece.failed(failure)));
        }
    }
}
