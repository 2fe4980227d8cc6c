package io.pushcore.memory;

import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.StorageFixture;

class MemoryChannelLogTest extends ChannelLogContract {
    @Override
    protected StorageFixture newFixture() {
        return new MemoryFixture();
    }
}
