package io.pushcore.peer;

import io.pushcore.Names;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Patterns by their parts, so that a channel meets only those that begin as it does. Locks as {@link InterestIndex}. */
final class PatternTree<T> {
    private static final String ONE = "*";
    private static final String REST = ">";

    private final Branch<T> root = new Branch<>();

    void add(String pattern, T who) {
        Branch<T> branch = root;
        String[] parts = pattern.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].equals(REST)) {
                branch.rest = Owners.union(branch.rest, List.of(who));
                return;
            }
            branch = branch.children.computeIfAbsent(parts[i], part -> new Branch<>());
        }
        branch.ends = Owners.union(branch.ends, List.of(who));
    }

    void remove(String pattern, T who) {
        remove(root, pattern.split("\\.", -1), 0, who);
    }

    boolean isEmpty() {
        return root.isEmpty();
    }

    boolean matches(String channel) {
        return !isEmpty() && walk(root, channel, 0, null);
    }

    void collect(String channel, Collection<T> into) {
        if (!isEmpty()) {
            walk(root, channel, 0, into);
        }
    }

    /** Without a place to collect into, ends with the first that matches. */
    private boolean walk(Branch<T> branch, String channel, int from, @Nullable Collection<T> into) {
        if (from > channel.length()) {
            return found(branch.ends, into);
        }
        // a pattern that begins with * or > matches no reserved name
        boolean wild = from > 0 || !Names.isReserved(channel);
        if (wild && found(branch.rest, into) && into == null) {
            return true;
        }
        int dot = channel.indexOf('.', from);
        int to = dot < 0 ? channel.length() : dot;
        Branch<T> same = branch.children.get(channel.substring(from, to));
        if (same != null && walk(same, channel, to + 1, into) && into == null) {
            return true;
        }
        Branch<T> any = wild ? branch.children.get(ONE) : null;
        return any != null && walk(any, channel, to + 1, into);
    }

    private boolean found(List<T> owners, @Nullable Collection<T> into) {
        if (into != null) {
            into.addAll(owners);
        }
        return !owners.isEmpty();
    }

    private void remove(Branch<T> branch, String[] parts, int at, T who) {
        if (at == parts.length) {
            branch.ends = Owners.without(branch.ends, who);
        } else if (at == parts.length - 1 && parts[at].equals(REST)) {
            branch.rest = Owners.without(branch.rest, who);
        } else {
            Branch<T> child = branch.children.get(parts[at]);
            if (child != null) {
                remove(child, parts, at + 1, who);
                if (child.isEmpty()) {
                    branch.children.remove(parts[at]);
                }
            }
        }
    }

    private static final class Branch<T> {
        final ConcurrentHashMap<String, Branch<T>> children = new ConcurrentHashMap<>();
        volatile List<T> ends = List.of();
        volatile List<T> rest = List.of();

        boolean isEmpty() {
            return children.isEmpty() && ends.isEmpty() && rest.isEmpty();
        }
    }
}
