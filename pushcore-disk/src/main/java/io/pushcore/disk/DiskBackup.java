package io.pushcore.disk;

import java.nio.file.Path;

/** Copies a directory that no broker has open. While one has, {@link DiskStorage#backup} does. */
public final class DiskBackup {
    private final Path directory;

    private DiskBackup(Path directory) {
        this.directory = directory;
    }

    public static DiskBackup of(Path directory) {
        return new DiskBackup(directory);
    }

    /**
     * Copies it into a directory that does not exist or is empty; blocks. Where the copy is opened, epochs begin.
     *
     * @throws io.pushcore.storage.StorageException if it is open, damaged or no storage, or cannot be copied
     */
    public void to(Path target) {
        new Backups(directory).writeClosed(target);
    }
}
