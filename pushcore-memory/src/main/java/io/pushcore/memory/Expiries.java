package io.pushcore.memory;

import java.util.Arrays;

/** When which offsets of a channel expire, soonest first: a binary heap. The lock of the channel guards it. */
final class Expiries {
    private static final int SMALLEST = 8;

    private long[] times = new long[0];
    private long[] offsets = new long[0];
    private int size;

    int size() {
        return size;
    }

    /** When the next one expires, or {@link Nanos#NEVER}. */
    long next() {
        return size == 0 ? Nanos.NEVER : times[0];
    }

    void add(long time, long offset) {
        if (size == times.length) {
            resize(Math.max(SMALLEST, size * 2));
        }
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (times[parent] <= time) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        times[place] = time;
        offsets[place] = offset;
    }

    /** Takes the next one out and gives its offset. */
    long poll() {
        long offset = offsets[0];
        size--;
        sink(0, times[size], offsets[size]);
        return offset;
    }

    void clear() {
        size = 0;
        resize(0);
    }

    /** Forgets offsets below one, which were trimmed before they expired; without it they would pile up. */
    void dropBelow(long first) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (offsets[i] >= first) {
                move(i, kept++);
            }
        }
        size = kept;
        for (int i = (size >>> 1) - 1; i >= 0; i--) {
            sink(i, times[i], offsets[i]);
        }
        if (size <= times.length / 4) {
            resize(size == 0 ? 0 : times.length / 2);
        }
    }

    private void sink(int from, long time, long offset) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (time <= times[child]) {
                break;
            }
            move(child, place);
            place = child;
        }
        if (size > 0) {
            times[place] = time;
            offsets[place] = offset;
        }
    }

    private void move(int from, int to) {
        times[to] = times[from];
        offsets[to] = offsets[from];
    }

    private void resize(int capacity) {
        times = Arrays.copyOf(times, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
    }
}
