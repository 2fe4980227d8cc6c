package io.pushcore.disk;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With so little memory that much is flushed, compacted and loaded again. */
class SmallBuffersInboxStoreTest extends InboxStoreContract {
    @TempDir
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return new DiskFixture(
                directory,
                settings -> settings.writeBufferBytes(128 << 10)
                        .cacheBytes(64 << 10)
                        .rows(2));
    }
}
