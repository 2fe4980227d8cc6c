package io.pushcore.memory;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.tck.StorageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that dumps itself to a file. */
final class DumpingFixture implements StorageFixture {
    private final Path file;

    DumpingFixture(Path directory) {
        try {
            file = Files.createTempDirectory(directory, "dump").resolve("memory.dump");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StorageBackend backend() {
        return MemoryStorage.dumpingTo(file);
    }

    @Override
    public void crash(StorageBackend backend) {
        // forgotten by the test is gone
    }

    @Override
    public void wipe() {
        // the directory is removed by JUnit
    }
}
