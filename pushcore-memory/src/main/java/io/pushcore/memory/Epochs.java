package io.pushcore.memory;

import io.pushcore.storage.StorageContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Makes epochs that were never given before, and holds the one of channels that were never written. It changes when heads are
 * forgotten. For a while it is known whose: nobody else's start has moved by that.
 */
final class Epochs {
    /** Some 20 KiB each. */
    private static final int REMEMBERED = 64;

    private volatile Epoch current = new Epoch("", List.of());

    /** An epoch, and those before it, the eldest first. */
    private record Epoch(String text, List<Past> before) {}

    /** An epoch that ended, and the hashes of the names that were forgotten at its end, sorted. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Past(String text, int[] forgotten) {
        boolean forgot(String name) {
            return Arrays.binarySearch(forgotten, name.hashCode()) >= 0;
        }
    }

    /** The epoch of channels that were never written. */
    String current() {
        return current.text;
    }

    /** Begins with an epoch. */
    void change(String epoch) {
        current = new Epoch(epoch, List.of());
    }

    /** Goes on with an epoch, since the heads of these names are forgotten. */
    void change(String epoch, Collection<String> forgotten) {
        Epoch last = current;
        List<Past> before = new ArrayList<>(last.before);
        before.add(new Past(
                last.text,
                forgotten.stream().mapToInt(String::hashCode).sorted().toArray()));
        current = new Epoch(epoch, List.copyOf(before.subList(Math.max(0, before.size() - REMEMBERED), before.size())));
    }

    /** Whether offset 0 of a name in one epoch is known to be that of the same name in a later one. */
    boolean isSameStart(String name, String earlier, String later) {
        Epoch now = current;
        boolean since = false;
        for (Past past : now.before) {
            if (since && past.text.equals(later)) {
                return true;
            }
            since |= past.text.equals(earlier);
            if (since && past.forgot(name)) {
                return false;
            }
        }
        return since && now.text.equals(later);
    }

    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }
}
