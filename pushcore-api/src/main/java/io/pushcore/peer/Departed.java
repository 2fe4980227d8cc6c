package io.pushcore.peer;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Nodes that were there, for half a minute. Only {@link Members} calls it, under its lock. */
final class Departed {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Map<String, Past> past = new TreeMap<>();

    void add(Member member, long now) {
        if (past.size() < InterestLimits.NODES) {
            past.put(member.name, new Past(member.start, now));
        }
    }

    /** Whether a life of the node is over, be it this one or a later. */
    boolean has(String node, long start) {
        Past one = past.get(node);
        return one != null && start <= one.start;
    }

    void remove(String node) {
        past.remove(node);
    }

    void tick(long now) {
        past.values().removeIf(one -> now - one.at > KEPT.toNanos());
    }

    private record Past(long start, long at) {}
}
