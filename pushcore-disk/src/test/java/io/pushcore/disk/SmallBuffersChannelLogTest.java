package io.pushcore.disk;

import io.pushcore.storage.tck.ChannelLogContract;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With so little memory that all is flushed, compacted and loaded again all the time. */
class SmallBuffersChannelLogTest extends ChannelLogContract {
    @TempDir
    Path directory;

    @Override
    protected StorageFixture newFixture() {
        return new DiskFixture(
                directory,
                settings ->
                        settings.writeBufferBytes(4 << 10).cacheBytes(64 << 10).rows(2));
    }
}
