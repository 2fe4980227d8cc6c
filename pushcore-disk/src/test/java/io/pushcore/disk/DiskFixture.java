package io.pushcore.disk;

import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.tck.StorageFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** A directory, and a disk that says it is full when it is told to. */
final class DiskFixture implements StorageFixture {
    private final AtomicBoolean isFull = new AtomicBoolean();
    private final Settings settings;

    DiskFixture(Path directory, UnaryOperator<Settings> change) {
        try {
            Path mine = Files.createTempDirectory(directory, "disk").resolve("storage");
            settings = change.apply(Settings.of(mine).free(() -> isFull.get() ? 0 : Long.MAX_VALUE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With so little memory that what is written is flushed with each batch, or after a few, and compacted in the midst of it. */
    static DiskFixture withBuffers(Path directory, int bytes) {
        return new DiskFixture(
                directory,
                settings ->
                        settings.writeBufferBytes(bytes).cacheBytes(64 << 10).rows(2));
    }

    @Override
    public StorageBackend backend() {
        return DiskStorage.of(settings);
    }

    @Override
    public void crash(StorageBackend backend) {
        ((DiskStorage) backend).abandon().toCompletableFuture().join();
    }

    @Override
    public boolean cutPower(StorageBackend backend) {
        long synced = ((DiskStorage) backend).synced();
        crash(backend);
        UnsyncedLog.cut(settings.directory(), synced);
        return true;
    }

    @Override
    public Optional<Space> fill() {
        isFull.set(true);
        return Optional.of(() -> isFull.set(false));
    }

    @Override
    public void wipe() {
        // the directory is removed by JUnit
    }
}
