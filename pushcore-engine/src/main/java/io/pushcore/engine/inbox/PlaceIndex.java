package io.pushcore.engine.inbox;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds places by the names of their channels: a table of numbers alone, for there are as many as follows. Only the turns of the inbox
 * touch it.
 */
final class PlaceIndex {
    private static final int EMPTY = -1;
    /** Was taken out: what was put behind it is found still. */
    private static final int GONE = -2;

    private final IntFunction<@Nullable String> names;
    private int[] table;
    /** Slots that are not empty. */
    private int used;

    private int count;

    /** @param names the channel at a place */
    PlaceIndex(int capacity, IntFunction<@Nullable String> names) {
        this.names = names;
        this.table = empty(capacity);
    }

    private static int[] empty(int count) {
        int[] table = new int[Math.max(4, Integer.highestOneBit(Math.max(1, count)) * 4)];
        Arrays.fill(table, EMPTY);
        return table;
    }

    /** The place of a channel, or -1. */
    int of(String channel) {
        int at = slot(channel);
        while (table[at] != EMPTY) {
            if (table[at] >= 0 && channel.equals(names.apply(table[at]))) {
                return table[at];
            }
            at = next(at);
        }
        return -1;
    }

    /** Adds a place whose channel is not there. */
    void add(int place, String channel) {
        if ((used + 1) * 4 > table.length * 3) {
            int[] before = table;
            table = empty(count + 1);
            used = 0;
            count = 0;
            for (int there : before) {
                if (there >= 0) {
                    put(there, names.apply(there));
                }
            }
        }
        put(place, channel);
    }

    private void put(int place, @Nullable String channel) {
        int at = slot(String.valueOf(channel));
        while (table[at] != EMPTY) {
            at = next(at);
        }
        table[at] = place;
        used++;
        count++;
    }

    /** Takes a place out, whose channel is there still. */
    void remove(int place, String channel) {
        int at = slot(channel);
        while (table[at] != place) {
            at = next(at);
        }
        table[at] = GONE;
        count--;
    }

    private int slot(String channel) {
        int hash = channel.hashCode();
        return (hash ^ hash >>> 16) & table.length - 1;
    }

    private int next(int at) {
        return at + 1 & table.length - 1;
    }
}
