package io.pushcore.jdbc;

import io.pushcore.storage.StorageContext;

/** Names of epochs. */
final class Epochs {
    private Epochs() {}

    /** One that was never given before. */
    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }
}
