package io.pushcore.examples;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.StorageFixture;

/** Own storage against all rules for logs. */
class OwnStorageTest extends ChannelLogContract {
    @Override
    protected StorageFixture newFixture() {
        return new StorageFixture() {
            @Override
            public StorageBackend backend() {
                return new OwnStorage();
            }

            @Override
            public void crash(StorageBackend backend) {
                // on the heap: what the test forgets is gone
            }

            @Override
            public void wipe() {
                // nothing is anywhere else
            }
        };
    }
}
