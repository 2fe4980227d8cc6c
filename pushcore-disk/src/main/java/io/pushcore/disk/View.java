package io.pushcore.disk;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;

/** What is on the disk at one moment. For one thread, within one {@link Database#read}. */
final class View {
    private final Handles handles;
    private final ReadOptions options;

    View(Handles handles, ReadOptions options) {
        this.handles = handles;
        this.options = options;
    }

    byte @Nullable [] get(Family family, byte[] key) {
        try {
            return handles.db().get(handles.family(family), options, key);
        } catch (RocksDBException e) {
            throw Failures.of("reading", e);
        }
    }

    /** To be closed within the view. */
    Scan scan(Family family) {
        return new Scan(() -> handles.db().newIterator(handles.family(family), options));
    }
}
