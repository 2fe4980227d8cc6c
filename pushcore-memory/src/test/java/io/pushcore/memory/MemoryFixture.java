package io.pushcore.memory;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.tck.StorageFixture;

/** Memory, which is nowhere: each backend begins with nothing. */
final class MemoryFixture implements StorageFixture {
    @Override
    public StorageBackend backend() {
        return MemoryStorage.create();
    }

    @Override
    public void crash(StorageBackend backend) {
        // forgotten by the test is gone
    }

    @Override
    public void wipe() {
        // nothing is anywhere
    }
}
