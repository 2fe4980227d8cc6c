package io.pushcore.memory;

import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DumpingChannelLogTest extends ChannelLogContract {
    @TempDir
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return new DumpingFixture(directory);
    }
}
