package io.pushcore.peer;

import java.util.ArrayList;
import java.util.List;

/** Small lists that never change, so that they are read without a lock. */
final class Owners {
    private Owners() {}

    static <T> List<T> union(List<T> owners, List<T> more) {
        if (owners.containsAll(more)) {
            return owners;
        }
        List<T> all = new ArrayList<>(owners);
        more.stream().filter(one -> !owners.contains(one)).forEach(all::add);
        return List.copyOf(all);
    }

    static <T> List<T> without(List<T> owners, T who) {
        return owners.contains(who)
                ? owners.stream().filter(one -> !one.equals(who)).toList()
                : owners;
    }
}
