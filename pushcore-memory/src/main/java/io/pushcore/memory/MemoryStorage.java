package io.pushcore.memory;

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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Storage on the heap. What it holds is gone with the process, unless it {@linkplain #dumpingTo dumps} itself. */
public final class MemoryStorage implements StorageBackend {
    private static final int LARGEST_MESSAGE_BYTES = 1 << 30;
    private static final int MOST_IDLE_HEADS = 10_000;

    /** Where it stands between its first open and its last close. */
    private enum Phase {
        FRESH,
        OPENING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final boolean shared;
    private final @Nullable DumpFile dump;
    private final OpenContext open = new OpenContext();
    private final MemoryChannelLog log;
    private final MemoryLeases leases = new MemoryLeases(open);
    private final MemoryInboxes inboxes;

    /** Guards the fields below; not held while a dump is read or written. */
    private final ReentrantLock lock = new ReentrantLock();

    private Phase phase = Phase.FRESH;
    private int users;
    private @Nullable StorageContext latest;
    private CompletableFuture<Void> closing = new CompletableFuture<>();

    /** The same as {@link #create()}; for {@link java.util.ServiceLoader}. */
    public MemoryStorage() {
        this(false, null, MOST_IDLE_HEADS);
    }

    MemoryStorage(boolean shared, @Nullable DumpFile dump, int mostIdleHeads) {
        this.shared = shared;
        this.dump = dump;
        Owners owners = new Owners();
        this.log = new MemoryChannelLog(open, mostIdleHeads, owners::isAwaited, leases::sweep);
        this.inboxes = new MemoryInboxes(open, owners, log);
    }

    /** For one broker, once. */
    public static MemoryStorage create() {
        return new MemoryStorage();
    }

    /**
     * Writes all it holds to a file when it is closed, and goes on from that when it is opened. The file is used once: it is
     * gone while the storage is open, so that after a crash everything begins anew, under new epochs. A file that is not whole
     * refuses to be opened, as {@code CORRUPT}.
     */
    public static MemoryStorage dumpingTo(Path file) {
        return new MemoryStorage(false, new DumpFile(file), MOST_IDLE_HEADS);
    }

    /**
     * For several brokers of one process, such as a cluster in a test: each opens and closes it. It works until the last has
     * closed it, and goes on from there when it is opened again.
     */
    public static MemoryStorage shared() {
        return new MemoryStorage(true, null, MOST_IDLE_HEADS);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Durability.MEMORY, true, shared, LARGEST_MESSAGE_BYTES, Duration.ZERO);
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        lock.lock();
        try {
            if (phase != Phase.FRESH && !shared) {
                return CompletableFuture.failedFuture(new StorageException(
                        Fault.CLOSED, "memory storage is opened once, use another one for " + context.node()));
            }
            phase = Phase.OPENING;
            users++;
            latest = context;
        } finally {
            lock.unlock();
        }
        CompletableFuture<Void> opening = new CompletableFuture<>();
        Executor executor = dump == null ? Runnable::run : context.blocking();
        run(executor, () -> start(context), opening, Phase.OPEN, Phase.FRESH);
        return opening;
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
        CompletableFuture<Void> done;
        StorageContext context;
        lock.lock();
        try {
            if (phase == Phase.CLOSING) {
                return closing;
            }
            context = latest;
            if (phase != Phase.OPEN || context == null || --users > 0) {
                return CompletableFuture.completedFuture(null);
            }
            phase = Phase.CLOSING;
            done = new CompletableFuture<>();
            closing = done;
            open.clear();
        } finally {
            lock.unlock();
        }
        Executor executor = dump == null ? Runnable::run : context.blocking();
        run(executor, () -> end(context), done, shared ? Phase.FRESH : Phase.CLOSED, Phase.OPEN);
        return done;
    }

    private void start(StorageContext context) {
        log.start(context);
        if (dump != null && dump.exists()) {
            Runnable install = dump.read((in, version) -> {
                Runnable channels = log.readFrom(in);
                Runnable values = leases.readFrom(in, context.time());
                if (version >= DumpFile.WITH_INBOXES) {
                    inboxes.readFrom(in);
                }
                return () -> {
                    channels.run();
                    values.run();
                };
            });
            dump.remove(); // before anything of it can be seen
            install.run();
        }
        open.set(context);
        log.sweeper().start(context);
    }

    private void end(StorageContext context) {
        if (dump != null) {
            dump.write(out -> {
                log.writeTo(out);
                leases.writeTo(out, context.time());
                inboxes.writeTo(out);
            });
        }
        if (!shared) {
            log.clear();
            leases.clear();
            inboxes.clear();
        }
    }

    /** Does the work of an open or a close on an executor, and enters the phase that follows from how it went. */
    private void run(Executor executor, Runnable work, CompletableFuture<Void> done, Phase after, Phase ifFailed) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                    enter(after);
                    done.complete(null);
                } catch (RuntimeException | Error failure) {
                    undo(ifFailed);
                    done.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException e) {
            undo(ifFailed);
            done.completeExceptionally(
                    new StorageException(Fault.RETRIABLE, "the executor for blocking calls refuses work", e));
        }
    }

    private void enter(Phase next) {
        lock.lock();
        try {
            phase = next;
        } finally {
            lock.unlock();
        }
    }

    /** After a failed open or close it can be opened or closed again. */
    private void undo(Phase before) {
        lock.lock();
        try {
            phase = before;
            users = before == Phase.OPEN ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }
}
