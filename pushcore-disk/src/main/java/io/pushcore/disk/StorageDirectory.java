package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a storage: {@code lock} against a second process, {@code format} that tells what it is, {@code clean} that tells how
 * it was closed, and {@code db}. Whoever opened it owns it, one thread at a time.
 */
final class StorageDirectory {
    static final String FORMAT = "pushcore-disk 1";
    /** Instead of the format, while a repair puts other files in the place of the database. */
    static final String REPAIRING = FORMAT + ", under repair";
    /** That clients may know what was given since, or lost: it is a copy, or was repaired. */
    static final String BRANCH = "branch";
    /** Where a backup is gathered; what an interrupted one left is removed at the next open. */
    static final String BACKUP = "backup.new";

    /** Of the disk, for the small files of a database. */
    private static final long NEEDED = 256 << 10;

    private final Path path;
    private @Nullable FileChannel lockFile;
    private @Nullable FileLock lock;

    StorageDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    Path database() {
        return path.resolve("db");
    }

    /** Creates it if there is none, locks it, and makes sure that it is one of ours. */
    void open() throws IOException {
        Files.createDirectories(path);
        lock();
        Path format = path.resolve("format");
        if (Files.exists(format)) {
            checkFormat(format);
            FileTree.delete(path.resolve(BACKUP));
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> others = files.filter(
                            file -> !List.of("lock", "format.new").contains(String.valueOf(file.getFileName())))
                    .toList();
            if (!others.isEmpty()) {
                throw new StorageException(
                        Fault.CORRUPT, path + " is not a storage and not empty: it holds " + others.get(0));
            }
        }
        write("format", FORMAT + "\n");
    }

    /** Locks one that is there, and changes nothing. */
    void openExisting() throws IOException {
        Path format = path.resolve("format");
        if (!Files.isRegularFile(format)) {
            throw new StorageException(Fault.CORRUPT, path + " is not a storage: it has no file 'format'");
        }
        checkFormat(format);
        lock();
    }

    /** The same for a repair, which may follow one that was interrupted. */
    void openForRepair() throws IOException {
        if (isUnderRepair()) {
            lock();
        } else {
            openExisting();
        }
    }

    boolean isUnderRepair() throws IOException {
        Path format = path.resolve("format");
        return Files.isRegularFile(format) && Files.readString(format, UTF_8).equals(REPAIRING + "\n");
    }

    /** From now on nobody opens it until the repair has ended. */
    void beginRepair() throws IOException {
        write("format", REPAIRING + "\n");
    }

    void endRepair() throws IOException {
        if (isUnderRepair()) {
            write("format", FORMAT + "\n");
        }
    }

    private void checkFormat(Path format) throws IOException {
        // to the byte: what is nearly the format is damaged
        String found = Files.readString(format, UTF_8);
        if (found.equals(REPAIRING + "\n")) {
            throw new StorageException(
                    Fault.CORRUPT, path + " is under repair, and that was interrupted: repair it again");
        }
        if (!found.equals(FORMAT + "\n")) {
            throw new StorageException(
                    Fault.CORRUPT,
                    path + " has the format '" + shown(found.replaceFirst("\n$", "")) + "', this version reads '"
                            + FORMAT + "'");
        }
    }

    void close() throws IOException {
        if (lock != null) {
            lock.release();
            lock = null;
        }
        if (lockFile != null) {
            lockFile.close();
            lockFile = null;
        }
    }

    /** What was written when it was closed cleanly, if it was. */
    @Nullable
    String clean() throws IOException {
        Path file = path.resolve("clean");
        return Files.exists(file) ? Files.readString(file, UTF_8) : null;
    }

    void markClean(String how) throws IOException {
        write("clean", how);
    }

    /** Whether it went back since it was opened last. */
    boolean isBranch() {
        return Files.exists(path.resolve(BRANCH));
    }

    /** Whoever opens it next gives nothing again that may have been given. */
    void markBranch() throws IOException {
        write(BRANCH, "numbers of inboxes go on above a floor\n");
    }

    void forgetBranch() throws IOException {
        Files.deleteIfExists(path.resolve(BRANCH));
        sync(path);
    }

    /** From now on every end is unclean. */
    void forgetClean() throws IOException {
        Files.deleteIfExists(path.resolve("clean"));
        sync(path);
    }

    /** Writes and syncs a little, as opening the database does; fails as full or as closed if that cannot be done. */
    void tryOut(long free) {
        try {
            long needed = NEEDED + logBytes();
            if (free < needed) {
                throw new StorageException(
                        Fault.FULL, path + " needs " + needed + " bytes to be opened again, and has " + free);
            }
            write("tried", ".".repeat(4 << 10));
            Files.delete(path.resolve("tried"));
        } catch (IOException e) {
            throw new StorageException(
                    Failures.isFull(e) ? Fault.FULL : Fault.CLOSED, path + " cannot be written: " + e, e);
        }
    }

    /** What is sorted into files when the database is opened. */
    private long logBytes() throws IOException {
        try (Stream<Path> files = Files.list(database())) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void lock() throws IOException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // by another storage of this process: as if by another process
        }
        if (held == null) {
            channel.close();
            throw new StorageException(
                    Fault.FENCED,
                    path + " is open already, by process "
                            + shown(Files.readString(file, UTF_8).strip()));
        }
        lockFile = channel;
        lock = held;
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
    }

    /** Writes a small file whole or not at all. */
    void write(String name, String text) throws IOException {
        Path fresh = path.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(path);
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
