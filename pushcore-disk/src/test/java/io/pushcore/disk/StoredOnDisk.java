package io.pushcore.disk;

import io.pushcore.engine.simulation.Stored;
import io.pushcore.storage.StorageBackend;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A directory under a simulation, with buffers so small that it is flushed and compacted in the midst of it. A process ends in one of three
 * ways: it is killed, it loses power, or its storage is closed.
 */
final class StoredOnDisk implements Stored {
    /** Flushed with about each batch, with every few, and with every hundred. */
    private static final int[] BUFFERS = {4 << 10, 40 << 10, 64 << 10};

    private final Path directory;
    private final Random random;
    private Settings settings;
    private PromptDisk process;
    private int losses;

    StoredOnDisk(Path directory, long seed) {
        this.directory = directory.resolve("seed" + seed);
        this.random = new Random(seed);
        this.settings = next();
        this.process = start();
    }

    private Settings next() {
        return Settings.of(directory.resolve("storage" + losses++))
                .writeBufferBytes(BUFFERS[random.nextInt(BUFFERS.length)])
                .cacheBytes(64 << 10)
                .rows(1 + random.nextInt(3))
                .free(() -> Long.MAX_VALUE);
    }

    private PromptDisk start() {
        return new PromptDisk(DiskStorage.of(settings));
    }

    @Override
    public StorageBackend backend() {
        return process;
    }

    @Override
    public void crash() {
        switch (random.nextInt(4)) {
            case 0 -> OpenedDisk.join(process.disk().close());
            case 1 -> {
                long synced = process.disk().synced();
                kill();
                if (random.nextBoolean()) {
                    UnsyncedLog.cut(settings.directory(), synced);
                } else {
                    UnsyncedLog.loseSectors(settings.directory(), synced, random);
                }
            }
            default -> kill();
        }
        process = start();
    }

    private void kill() {
        OpenedDisk.join(process.disk().abandon());
    }

    @Override
    public void lost() {
        settings = next();
        process = start();
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
