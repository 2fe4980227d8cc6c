package io.pushcore.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Things by name and by a small number, which is given again when its thing has gone. Whether a name is there any thread may ask; all else is
 * done under the lock of the inboxes.
 */
final class Numbered<T> {
    private final ConcurrentHashMap<String, T> byName = new ConcurrentHashMap<>();
    private final ArrayList<@Nullable T> byNumber = new ArrayList<>();
    private final ArrayList<Integer> free = new ArrayList<>();

    boolean has(String name) {
        return byName.containsKey(name);
    }

    @Nullable
    T find(String name) {
        return byName.get(name);
    }

    T get(int number) {
        T thing = byNumber.get(number);
        if (thing == null) {
            throw new IllegalStateException("nothing has the number " + number);
        }
        return thing;
    }

    /** Adds what is made with its number. */
    T add(String name, IntFunction<T> maker) {
        int number = free.isEmpty() ? byNumber.size() : free.remove(free.size() - 1);
        T thing = maker.apply(number);
        if (number == byNumber.size()) {
            byNumber.add(thing);
        } else {
            byNumber.set(number, thing);
        }
        byName.put(name, thing);
        return thing;
    }

    void remove(String name, int number) {
        byName.remove(name);
        byNumber.set(number, null);
        free.add(number);
    }

    List<T> all() {
        return List.copyOf(byName.values());
    }

    int count() {
        return byName.size();
    }

    void clear() {
        byName.clear();
        byNumber.clear();
        free.clear();
    }
}
