package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Looks through a directory that no broker has open: each file, each record, and whether they go together. It changes nothing. */
public final class DiskCheck {
    private final Path path;
    private final Consumer<Checked> progress;

    private DiskCheck(Path path, Consumer<Checked> progress) {
        this.path = path;
        this.progress = progress;
    }

    public static DiskCheck of(Path directory) {
        return new DiskCheck(directory, soFar -> {});
    }

    /** Whether a directory is a storage in the format that this version reads. */
    public static boolean isStorage(Path directory) {
        try {
            return Files.readString(directory.resolve("format"), UTF_8).strip().equals(StorageDirectory.FORMAT);
        } catch (IOException none) {
            return false;
        }
    }

    /** Is told how far it has come, often, on the thread that runs it. */
    public DiskCheck progress(Consumer<Checked> told) {
        return new DiskCheck(path, told);
    }

    /**
     * Looks through all of it; blocks. What is wrong is told as it is found, on this thread.
     *
     * @throws io.pushcore.storage.StorageException if it is open, no storage, or of another format
     */
    public Checked run(Consumer<Finding> found) {
        StorageDirectory directory = new StorageDirectory(path);
        try {
            directory.openExisting();
            try {
                return new Examination(directory, found, progress).run();
            } finally {
                directory.close();
            }
        } catch (IOException e) {
            throw Failures.of("checking " + path, e);
        } catch (LinkageError e) {
            throw Failures.unloaded(e);
        }
    }
}
