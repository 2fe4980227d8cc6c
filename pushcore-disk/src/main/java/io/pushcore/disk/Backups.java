package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Copies of a directory, one at a time. Any thread. */
final class Backups {
    private final Path directory;
    private final ReentrantLock running = new ReentrantLock();

    Backups(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** Of a database that is open; blocks. Only gathering it holds up who would close the files, which takes little on one disk. */
    void write(Database database, Path to) {
        if (!running.tryLock()) {
            throw new StorageException(Fault.RETRIABLE, "a backup of " + directory + " is being written already");
        }
        try {
            Path gathered = directory.resolve(StorageDirectory.BACKUP);
            FileTree.delete(gathered);
            try {
                write(to, () -> database.checkpoint(gathered), gathered);
            } finally {
                FileTree.delete(gathered);
            }
        } catch (IOException e) {
            throw Failures.of("copying " + directory, e);
        } finally {
            running.unlock();
        }
    }

    /** Of one that nobody has open; blocks, and changes nothing in it. */
    void writeClosed(Path to) {
        StorageDirectory source = new StorageDirectory(directory);
        try {
            source.openExisting();
            try {
                String how = source.clean();
                if (how == null) {
                    LogCheck.all(source.database());
                } else {
                    CleanNote.parse(how).check(source.database());
                }
                write(to, () -> {}, source.database());
            } finally {
                source.close();
            }
        } catch (IOException e) {
            throw Failures.of("copying " + directory, e);
        }
    }

    private void write(Path target, Runnable gathering, Path from) throws IOException {
        Path to = target.toAbsolutePath().normalize();
        if (to.startsWith(directory)) {
            throw refused(to + " is within the directory it would be a copy of");
        }
        if (!FileTree.list(to).isEmpty() || Files.isRegularFile(to)) {
            throw refused(to + " is there already, and not an empty directory");
        }
        boolean isNew = !Files.exists(to);
        if (isNew) {
            Path parent = to.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw refused("there is no directory " + parent + " to write a backup into");
            }
            Files.createDirectory(to);
        }
        try {
            gathering.run();
            FileTree.copy(from, to.resolve("db"));
            StorageDirectory copy = new StorageDirectory(to);
            copy.markBranch();
            // without it the directory is no storage: it says that all is there
            copy.write("format", StorageDirectory.FORMAT + "\n");
        } catch (IOException | RuntimeException | Error failure) {
            FileTree.delete(to.resolve("db"));
            FileTree.delete(to.resolve(StorageDirectory.BRANCH));
            if (isNew) {
                FileTree.delete(to);
            }
            throw failure;
        }
    }

    private static StorageException refused(String sentence) {
        return new StorageException(Fault.CLOSED, sentence);
    }
}
