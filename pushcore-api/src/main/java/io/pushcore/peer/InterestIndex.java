package io.pushcore.peer;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants hints for what, by plain names and by patterns. Changed under a lock of its owner; read by any thread without one. */
final class InterestIndex<T> {
    private final ConcurrentHashMap<String, List<T>> plain = new ConcurrentHashMap<>();
    private final PatternTree<T> patterns = new PatternTree<>();

    /** Whether a name stands for more than one channel. */
    static boolean isPattern(String name) {
        if (name.indexOf('*') < 0 && name.indexOf('>') < 0) {
            return false;
        }
        for (String part : name.split("\\.", -1)) {
            if (part.equals("*") || part.equals(">")) {
                return true;
            }
        }
        return false;
    }

    void add(String name, T who) {
        if (isPattern(name)) {
            patterns.add(name, who);
        } else {
            plain.merge(name, List.of(who), Owners::union);
        }
    }

    void remove(String name, T who) {
        if (isPattern(name)) {
            patterns.remove(name, who);
        } else {
            plain.computeIfPresent(name, (key, owners) -> {
                List<T> left = Owners.without(owners, who);
                return left.isEmpty() ? null : left;
            });
        }
    }

    boolean isWanted(String channel) {
        return plain.containsKey(channel) || patterns.matches(channel);
    }

    /** Whether the last look at {@link #plain} says it all. */
    boolean hasPatterns() {
        return !patterns.isEmpty();
    }

    /** Who wants exactly this name. */
    List<T> plain(String channel) {
        return plain.getOrDefault(channel, List.of());
    }

    /** Adds all who want a channel, some perhaps twice. */
    void collect(String channel, Collection<T> into) {
        into.addAll(plain(channel));
        patterns.collect(channel, into);
    }
}
