package io.pushcore.storage.tck;

import io.pushcore.storage.StorageBackend;
import java.util.Optional;

/** One place where a backend keeps what it keeps, for one test. */
public interface StorageFixture {
    /** A backend on this place, not open. After a close or a crash of the one before, another is asked for. */
    StorageBackend backend();

    /** Ends a backend as a killed process would: without close, and nothing of what its process held survives. */
    void crash(StorageBackend backend);

    /**
     * Ends a backend as a loss of power would: what it has not synced is gone, too. Says no, and does nothing, if that cannot be
     * arranged.
     */
    default boolean cutPower(StorageBackend backend) {
        return false;
    }

    /** Takes away the space that is left; closing the answer gives it back. Empty if that cannot be arranged. */
    default Optional<Space> fill() {
        return Optional.empty();
    }

    /** Removes the place and all that was kept in it, after the test. */
    void wipe();

    /** Space that was taken away. */
    interface Space extends AutoCloseable {
        @Override
        void close();
    }
}
