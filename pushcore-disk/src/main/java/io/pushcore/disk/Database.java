package io.pushcore.disk;

import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteOptions;

/**
 * The files of a storage. It is opened by one thread, then the writer's thread owns it, reopens and closes it; any thread may read
 * through {@link #read}.
 */
final class Database {
    private final Settings settings;
    private final StorageDirectory directory;
    /** Reading holds it shared, so that nothing is closed under a reader. */
    private final ReentrantReadWriteLock guard = new ReentrantReadWriteLock();

    private final Compactions compactions = new Compactions();
    private volatile @Nullable Handles handles;
    private volatile Generations generations = Generations.none();
    private volatile LastEnd lastEnd = LastEnd.NONE;
    private volatile boolean ended = true;
    private volatile long numberFloor;
    /** Of these the writer's thread is the owner: the last change that is written, what failed, whether the log lost something since. */
    private long written;

    /** The last change that a loss of power leaves. */
    private volatile long synced;

    private @Nullable RocksDBException failure;
    private boolean isShort;
    private @Nullable StorageContext context;

    Database(Settings settings) {
        this.settings = settings;
        this.directory = new StorageDirectory(settings.directory());
    }

    Settings settings() {
        return settings;
    }

    Generations generations() {
        return generations;
    }

    /** The number above which inboxes go on; 0 if it never went back. */
    long numberFloor() {
        return numberFloor;
    }

    /** How it was left before it was opened. */
    LastEnd lastEnd() {
        return lastEnd;
    }

    /** Opens or creates it; blocks. After an end that was not clean another generation begins. */
    void open(StorageContext context) {
        try {
            directory.open();
            try {
                openFiles(context);
            } catch (RuntimeException | IOException | RocksDBException failure) {
                release();
                throw failure;
            }
        } catch (IOException e) {
            throw Failures.of("opening " + directory.path(), e);
        } catch (RocksDBException e) {
            throw Failures.of("opening " + directory.path(), e);
        }
    }

    private void openFiles(StorageContext context) throws IOException, RocksDBException {
        String how = directory.clean();
        CleanNote note = how == null ? null : CleanNote.parse(how);
        if (note == null) {
            LostEnd lost = LogCheck.lostEnd(directory.database());
            if (lost != null) {
                lost.cut(directory.database());
            }
            Snares.checkLists(directory.database());
        } else {
            note.check(directory.database());
        }
        Handles opened = Handles.open(directory.database(), settings);
        handles = opened;
        if (note != null && note.sequence() != opened.db().getLatestSequenceNumber()) {
            throw Failures.corrupt(directory.database() + " was closed at change " + note.sequence()
                    + ", and is now at " + opened.db().getLatestSequenceNumber());
        }
        directory.forgetClean();
        byte[] known = opened.db().get(Generations.KEY);
        Generations before = known == null ? Generations.none() : Generations.of(known);
        goBack(context);
        lastEnd = before.epochs().isEmpty() ? LastEnd.NONE : note == null ? LastEnd.UNCLEAN : LastEnd.CLEAN;
        this.context = context;
        generations = lastEnd == LastEnd.CLEAN ? before : begin(before);
        written = sequence();
        synced = written;
        ended = false;
    }

    /** Where it is a copy, or was repaired: what was given since is not given again. */
    private void goBack(StorageContext context) throws IOException, RocksDBException {
        RocksDB db = handles().db();
        numberFloor = NumberFloor.of(db.get(NumberFloor.KEY));
        if (directory.isBranch()) {
            numberFloor = NumberFloor.now(numberFloor, context.time().now());
            try (WriteOptions synced = new WriteOptions().setSync(true)) {
                db.put(synced, NumberFloor.KEY, Keys.number(numberFloor));
            }
            directory.forgetBranch();
        }
    }

    /** Begins another generation. */
    private Generations begin(Generations before) throws RocksDBException {
        Generations next = before.plus(Generations.fresh(Objects.requireNonNull(context)));
        try (WriteOptions synced = new WriteOptions().setSync(true)) {
            handles().db().put(synced, Generations.KEY, next.toBytes());
        }
        return next;
    }

    /** Reads at one moment; blocks. What the view gave must not be used afterwards. */
    <T> T read(Function<View, T> reading) {
        guard.readLock().lock();
        try {
            return read(reading, ReadTier.READ_ALL_TIER);
        } finally {
            guard.readLock().unlock();
        }
    }

    /** Reads what is in memory, at one moment; empty if that fails, mostly since it takes a look at the disk. Never blocks. */
    <T> Optional<T> readMemory(Function<View, T> reading) {
        if (!guard.readLock().tryLock()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(reading, ReadTier.BLOCK_CACHE_TIER));
        } catch (StorageException elsewhere) {
            return Optional.empty();
        } finally {
            guard.readLock().unlock();
        }
    }

    private <T> T read(Function<View, T> reading, ReadTier tier) {
        Handles open = handles();
        Snapshot snapshot = open.db().getSnapshot();
        try (ReadOptions options = new ReadOptions().setSnapshot(snapshot).setReadTier(tier)) {
            return reading.apply(new View(open, options));
        } finally {
            open.db().releaseSnapshot(snapshot);
            snapshot.close();
        }
    }

    /** What is there now. Only on the writer's thread. */
    byte @Nullable [] get(Family family, byte[] key) {
        Handles open = handles();
        try {
            return open.db().get(open.family(family), key);
        } catch (RocksDBException e) {
            throw Failures.of("reading", e);
        }
    }

    /** A walk over what is there now. Only on the writer's thread. */
    Scan scan(Family family) {
        Handles open = handles();
        return new Scan(() -> open.db().newIterator(open.family(family)));
    }

    /**
     * Writes a batch, whole or not at all; blocks. A failure that is not {@code RETRIABLE} says that nothing was written. Only on the
     * writer's thread.
     */
    void write(Batch batch, boolean sync) {
        try (WriteOptions options = new WriteOptions().setSync(sync)) {
            handles().db().write(options, batch.changes());
            written = sequence();
            synced = sync ? written : synced;
        } catch (RocksDBException e) {
            failure = e;
            // the log is the truth: what it holds when it is read again was written
            if (!isWritten()) {
                throw Failures.of("writing", e);
            }
        }
    }

    /** Whether the log, opened again, goes on behind what was known to be written. */
    private boolean isWritten() {
        long before = written;
        try {
            return reopen() > before;
        } catch (StorageException e) {
            throw new StorageException(Fault.RETRIABLE, "it is unknown what was written: " + e.getMessage(), e);
        }
    }

    /**
     * Opens the files again after a failure, if that was not possible then; says whether it did, and what was known of them may not hold.
     * Only on the writer's thread, before a batch is staged.
     */
    boolean ready() {
        if (failure == null || ended) {
            return false;
        }
        reopen();
        return true;
    }

    /** Gives where the log ended. Fails as full or closed if nothing can be written yet; what was read before can be read all the same. */
    private long reopen() {
        if (handles != null) {
            directory.tryOut(settings.free().getAsLong());
        }
        lockAlone();
        try {
            Handles failed = handles;
            handles = null;
            if (failed != null) {
                failed.close();
            }
            handles = Handles.open(directory.database(), settings);
            long end = sequence();
            isShort |= end < written;
            if (isShort) {
                // positions of what was written and not synced, and is gone, were seen
                generations = begin(generations);
                isShort = false;
            }
            written = sequence();
            // what was in the log was sorted into files, which are synced
            synced = written;
            failure = null;
            return end;
        } catch (RocksDBException e) {
            throw new StorageException(
                    Failures.ofReopening(e), directory.path() + " cannot be opened again: " + e.getMessage(), e);
        } finally {
            guard.writeLock().unlock();
        }
    }

    /** The last change that a loss of power leaves; any thread. */
    long synced() {
        return synced;
    }

    /** What RocksDB counts about a family since it was opened; any thread. */
    Map<String, String> counted(Family family) {
        guard.readLock().lock();
        try {
            Handles open = handles();
            return open.db().getMapProperty(open.family(family), "rocksdb.cfstats");
        } catch (RocksDBException e) {
            throw Failures.of("reading", e);
        } finally {
            guard.readLock().unlock();
        }
    }

    private long sequence() {
        return handles().db().getLatestSequenceNumber();
    }

    /** Whether so little of the disk is left that nothing should be added. */
    boolean isFull() {
        return settings.free().getAsLong() < settings.reserveBytes();
    }

    /** Gives the space of what was deleted between two keys back to the disk; blocks. Any thread. */
    void compact(Family family, byte[] from, byte[] to) {
        guard.readLock().lock();
        try (CompactRangeOptions options = new CompactRangeOptions().setExclusiveManualCompaction(false)) {
            Handles open = handles();
            compactions.add(options);
            try {
                open.db().deleteFilesInRanges(open.family(family), List.of(from, to), false);
                open.db().compactRange(open.family(family), from, to, options);
            } finally {
                compactions.remove(options);
            }
        } catch (RocksDBException e) {
            throw Failures.of("compacting", e);
        } finally {
            guard.readLock().unlock();
        }
    }

    /** Gathers a copy of one moment in a directory on the same disk, of links where that can be; blocks. Any thread. */
    void checkpoint(Path to) {
        guard.readLock().lock();
        try (Checkpoint checkpoint = Checkpoint.create(handles().db())) {
            checkpoint.createCheckpoint(to.toString());
        } catch (RocksDBException e) {
            throw Failures.of("copying " + directory.path(), e);
        } finally {
            guard.readLock().unlock();
        }
    }

    /** Waits until nobody reads, so that the files may be closed; what compacts gives up. */
    private void lockAlone() {
        compactions.cancel();
        guard.writeLock().lock();
    }

    /** Ends it, so that it is known that nothing is missing; blocks. Only on the writer's thread, after the last write. */
    void close() {
        lockAlone();
        try {
            Handles open = handles();
            try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
                open.db().flush(options, open.allFamilies());
            }
            long sequence = open.db().getLatestSequenceNumber();
            ended = true;
            handles = null;
            open.close();
            directory.markClean(CleanNote.of(directory.database(), sequence).text());
        } catch (RocksDBException e) {
            throw Failures.of("closing " + directory.path(), e);
        } catch (IOException e) {
            throw Failures.of("closing " + directory.path(), e);
        } finally {
            release();
            guard.writeLock().unlock();
        }
    }

    /** Ends it as the end of the process would. Only on the writer's thread. */
    void abandon() {
        lockAlone();
        try {
            release();
        } finally {
            guard.writeLock().unlock();
        }
    }

    Handles handles() {
        Handles open = handles;
        if (open != null) {
            return open;
        }
        if (ended) {
            throw Failures.closed(directory.path().toString());
        }
        throw new StorageException(Fault.RETRIABLE, directory.path() + " is to be opened again");
    }

    private void release() {
        ended = true;
        Handles open = handles;
        handles = null;
        if (open != null) {
            open.close();
        }
        try {
            directory.close();
        } catch (IOException e) {
            throw Failures.of("unlocking " + directory.path(), e);
        }
    }
}
