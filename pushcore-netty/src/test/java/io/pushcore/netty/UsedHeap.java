package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

/** What is on the heap after a collection, since a moment. */
final class UsedHeap {
    private final long before = now();

    void hasGrownByLessThan(long bytes) {
        long grown = now() - before;
        assertThat(grown).as("growth of the heap in bytes").isLessThan(bytes);
    }

    /** In bytes. */
    long growth() {
        return now() - before;
    }

    private static long now() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
