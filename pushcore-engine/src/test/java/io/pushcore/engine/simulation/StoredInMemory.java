package io.pushcore.engine.simulation;

import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.StorageBackend;

/** On the heap, which brokers share: a broker that crashed leaves it behind, as a server of its own would be. */
final class StoredInMemory implements Stored {
    private MemoryStorage memory = MemoryStorage.shared();

    @Override
    public StorageBackend backend() {
        return memory;
    }

    @Override
    public void crash() {
        // lives on
    }

    @Override
    public void lost() {
        memory = MemoryStorage.shared();
    }

    @Override
    public void close() {
        // nothing to give back
    }
}
