package io.pushcore.disk;

import java.util.Arrays;

/** Ids that were seen, 8 bytes for each. For one thread. */
final class Ids {
    private long[] all = new long[1_024];
    private int count;
    private boolean isSorted = true;

    void add(long id) {
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        isSorted &= count == 0 || all[count - 1] <= id;
        all[count++] = id;
    }

    boolean contains(long id) {
        sort();
        return Arrays.binarySearch(all, 0, count, id) >= 0;
    }

    /** Those that were seen more than once. */
    Ids repeated() {
        sort();
        Ids twice = new Ids();
        for (int i = 1; i < count; i++) {
            if (all[i] == all[i - 1]) {
                twice.add(all[i]);
            }
        }
        return twice;
    }

    boolean isEmpty() {
        return count == 0;
    }

    private void sort() {
        if (!isSorted) {
            Arrays.sort(all, 0, count);
            isSorted = true;
        }
    }
}
