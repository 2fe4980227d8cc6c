package io.pushcore.disk;

import io.pushcore.storage.tck.LeaseStoreContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DiskLeaseStoreTest extends LeaseStoreContract {
    @TempDir
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return new DiskFixture(directory, settings -> settings);
    }
}
