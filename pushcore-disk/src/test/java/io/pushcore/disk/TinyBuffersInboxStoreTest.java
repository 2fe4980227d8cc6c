package io.pushcore.disk;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** With so little memory that about every batch is flushed. */
@Tag("full")
class TinyBuffersInboxStoreTest extends InboxStoreContract {
    @TempDir(factory = FastestDirectory.class)
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return DiskFixture.withBuffers(directory, 4 << 10);
    }
}
