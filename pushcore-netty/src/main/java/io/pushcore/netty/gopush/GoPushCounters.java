package io.pushcore.netty.gopush;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the ports of go-push count for {@code /stats}. Usable from any thread. */
public final class GoPushCounters {
    final LongAdder connections = new LongAdder();
    /** Rooms by their channel, and how many connections are in each. */
    private final Map<String, Integer> rooms = new ConcurrentHashMap<>();

    final Items toAll = new Items();
    final Items toRooms = new Items();

    /** Items that the operators' port was given. */
    static final class Items {
        final LongAdder published = new LongAdder();
        final LongAdder failed = new LongAdder();
        /** On their way to the channel. */
        final LongAdder pending = new LongAdder();

        /** So many are given to the channel. */
        void begin(int count) {
            pending.add(count);
        }

        /** What became of them. */
        void end(int count, boolean good) {
            pending.add(-count);
            (good ? published : failed).add(count);
        }
    }

    void joined(String channel) {
        rooms.merge(channel, 1, Integer::sum);
    }

    void left(String channel) {
        rooms.computeIfPresent(channel, (name, count) -> count == 1 ? null : count - 1);
    }

    /** How many rooms somebody is in. */
    int rooms() {
        return rooms.size();
    }
}
