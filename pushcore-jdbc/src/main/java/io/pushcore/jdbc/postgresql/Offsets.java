package io.pushcore.jdbc.postgresql;

import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import org.jspecify.annotations.Nullable;

/** Sets of offsets in columns; null for an empty one, which is what most are. */
final class Offsets {
    private Offsets() {}

    static byte @Nullable [] toBytes(OffsetSet offsets) {
        return offsets.isEmpty() ? null : offsets.toBytes();
    }

    static OffsetSet of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return OffsetSet.EMPTY;
        }
        try {
            return OffsetSet.ofBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new StorageException(Fault.CORRUPT, bytes.length + " bytes are not a set of offsets", e);
        }
    }
}
