package io.pushcore.disk;

import io.pushcore.storage.tck.InboxStoreContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DiskInboxStoreTest extends InboxStoreContract {
    @TempDir
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return new DiskFixture(directory, settings -> settings);
    }
}
