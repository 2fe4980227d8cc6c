package io.pushcore.memory;

import io.pushcore.storage.tck.LeaseStoreContract;
import io.pushcore.storage.tck.StorageFixture;

class MemoryLeaseStoreTest extends LeaseStoreContract {
    @Override
    protected StorageFixture newFixture() {
        return new MemoryFixture();
    }
}
