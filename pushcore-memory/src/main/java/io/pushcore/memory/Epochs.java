package io.pushcore.memory;

import io.pushcore.storage.StorageContext;

/** Makes epochs that were never given before, and holds the one of channels that were never written. */
final class Epochs {
    private volatile String current = "";

    /** The epoch of channels that were never written. */
    String current() {
        return current;
    }

    void change(String epoch) {
        current = epoch;
    }

    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }
}
