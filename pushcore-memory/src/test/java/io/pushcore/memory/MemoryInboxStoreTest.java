package io.pushcore.memory;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;

class MemoryInboxStoreTest extends InboxStoreContract {
    @Override
    protected StorageFixture newFixture() {
        return new MemoryFixture();
    }
}
