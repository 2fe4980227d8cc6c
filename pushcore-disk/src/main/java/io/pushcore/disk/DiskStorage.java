package io.pushcore.disk;

import io.pushcore.Durability;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Storage in a directory, on RocksDB, for one broker. What was acknowledged was synced to the disk, or written to the operating system
 * on channels that ask for no more. A directory is used by one process at a time.
 */
public final class DiskStorage implements StorageBackend {
    private static final long LARGEST_MESSAGE_BYTES = 256L << 20;
    private static final long COMPACT_BYTES = 16L << 20;

    private final Settings settings;
    private final OpenStorage open;
    private final DiskChannelLog log;
    private final DiskLeaseStore leases;
    private final DiskInboxStore inboxes;
    private final Backups backups;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable CompletableFuture<Void> opening;
    private @Nullable CompletableFuture<Void> closing;

    private DiskStorage(Settings settings) {
        this.settings = settings;
        this.open = new OpenStorage(settings.directory().toString());
        this.log = new DiskChannelLog(open);
        this.leases = new DiskLeaseStore(open);
        this.inboxes = new DiskInboxStore(open);
        this.backups = new Backups(settings.directory());
    }

    /** In a directory, which is created when the storage is opened and there is none. */
    public static DiskStorage at(Path directory) {
        return of(Settings.of(directory));
    }

    static DiskStorage of(Settings settings) {
        return new DiskStorage(settings);
    }

    /** How much memory, outside of the heap, may hold what was read from files; 64 MiB if nothing is said. */
    public DiskStorage cacheBytes(long bytes) {
        return of(settings.cacheBytes(positive("cacheBytes", bytes)));
    }

    /** How much memory, outside of the heap, may hold what was written before it is sorted into files; 64 MiB if nothing is said. */
    public DiskStorage writeBufferBytes(long bytes) {
        return of(settings.writeBufferBytes(positive("writeBufferBytes", bytes)));
    }

    /** How much of the disk is left free: with less, appends fail as full; 64 MiB if nothing is said. */
    public DiskStorage reserveBytes(long bytes) {
        return of(settings.reserveBytes(positive("reserveBytes", bytes)));
    }

    /** How the directory was left before it was opened; known once it is open. */
    public LastEnd lastEnd() {
        return open.get().database().lastEnd();
    }

    /**
     * Copies what is there now, while writing goes on, into a directory that does not exist or is empty. On the same disk most of it are
     * links. The copy is a storage of its own: where it is opened, epochs begin, since this one goes on with the same offsets.
     */
    public CompletionStage<Void> backup(Path to) {
        OpenStorage.Parts parts = open.current();
        if (parts == null) {
            return open.failed();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            parts.context().blocking().execute(() -> {
                try {
                    backups.write(parts.database(), to);
                    done.complete(null);
                } catch (RuntimeException | Error failure) {
                    done.completeExceptionally(Failures.of(failure));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(
                    new StorageException(Fault.RETRIABLE, "the executor for blocking calls refuses work", e));
        }
        return done;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Durability.DISK, true, false, LARGEST_MESSAGE_BYTES, Duration.ZERO);
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (opening != null) {
                return CompletableFuture.failedFuture(new StorageException(
                        Fault.CLOSED, "disk storage is opened once, use another one for " + context.node()));
            }
            opening = done;
        } finally {
            lock.unlock();
        }
        try {
            context.blocking().execute(() -> start(context, done));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(
                    new StorageException(Fault.RETRIABLE, "the executor for blocking calls refuses work", e));
        }
        return done;
    }

    @Override
    public ChannelLog channelLog() {
        return log;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return Optional.of(leases);
    }

    @Override
    public Optional<InboxStore> inboxStore() {
        return Optional.of(inboxes);
    }

    @Override
    public CompletionStage<Void> close() {
        return end(Committer::close);
    }

    /** Ends it as the end of the process would; for tests. */
    CompletionStage<Void> abandon() {
        return end(Committer::abandon);
    }

    /** The last change that a loss of power leaves; for tests. */
    long synced() {
        return open.get().database().synced();
    }

    /** What RocksDB counts about a family; for tests. */
    Map<String, String> counted(Family family) {
        return open.get().database().counted(family);
    }

    private CompletionStage<Void> end(Function<Committer, CompletableFuture<Void>> ending) {
        lock.lock();
        try {
            if (opening == null) {
                return CompletableFuture.completedFuture(null);
            }
            if (closing == null) {
                // where it could not be opened there is nothing to close
                closing = opening.handle((opened, failure) -> {
                            OpenStorage.Parts parts = open.clear();
                            return parts == null
                                    ? CompletableFuture.<Void>completedFuture(null)
                                    : ending.apply(parts.committer());
                        })
                        .thenCompose(ended -> ended);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private void start(StorageContext context, CompletableFuture<Void> done) {
        try {
            Database database = new Database(settings);
            database.open(context);
            Freed freed = new Freed();
            LogWriter writer = new LogWriter(database, context, freed);
            LeaseWriter leaseWriter = new LeaseWriter(database, new RisingClock(context.time()), writer::nextId);
            InboxCounters counters = new InboxCounters(database);
            Committer committer = new Committer(database, List.of(writer, leaseWriter, counters));
            committer.start();
            OpenStorage.Parts parts = new OpenStorage.Parts(
                    context, database, committer, writer, leaseWriter, new SessionWriter(leaseWriter), counters);
            open.set(parts);
            new Sweeper(open, freed, COMPACT_BYTES).start(parts);
            done.complete(null);
        } catch (LinkageError failure) {
            done.completeExceptionally(Failures.unloaded(failure));
        } catch (RuntimeException | Error failure) {
            done.completeExceptionally(Failures.of(failure));
        }
    }

    private static long positive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + " must be positive: " + value);
        }
        return value;
    }
}
