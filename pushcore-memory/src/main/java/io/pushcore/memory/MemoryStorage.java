package io.pushcore.memory;

import io.pushcore.Durability;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** Storage on the heap. What it holds is gone with the process. */
public final class MemoryStorage implements StorageBackend {
    private static final int LARGEST_MESSAGE_BYTES = 1 << 30;
    private static final int MOST_IDLE_HEADS = 10_000;

    private final boolean shared;
    private final OpenContext open = new OpenContext();
    private final MemoryChannelLog log = new MemoryChannelLog(open, MOST_IDLE_HEADS);
    private final MemoryLeases leases = new MemoryLeases(open);

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private int opened;
    private boolean over;

    /** The same as {@link #create()}; for {@link java.util.ServiceLoader}. */
    public MemoryStorage() {
        this(false);
    }

    private MemoryStorage(boolean shared) {
        this.shared = shared;
    }

    /** For one broker, once. */
    public static MemoryStorage create() {
        return new MemoryStorage(false);
    }

    /**
     * For several brokers of one process, such as a cluster in a test: each opens and closes it. It goes on until the last has
     * closed it, and goes on from there when it is opened again.
     */
    public static MemoryStorage shared() {
        return new MemoryStorage(true);
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
            if (over || (opened > 0 && !shared)) {
                return CompletableFuture.failedFuture(new StorageException(
                        StorageException.Fault.CLOSED,
                        "memory storage is opened once, use another: " + context.node()));
            }
            opened++;
            log.start(context);
            open.set(context);
        } finally {
            lock.unlock();
        }
        log.sweeper().start(context, () -> !open.isOpen());
        return CompletableFuture.completedFuture(null);
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
    public CompletionStage<Void> close() {
        lock.lock();
        try {
            if (opened == 0 || --opened > 0) {
                return CompletableFuture.completedFuture(null);
            }
            open.clear();
            over = !shared;
            if (over) {
                log.clear();
            }
        } finally {
            lock.unlock();
        }
        return CompletableFuture.completedFuture(null);
    }
}
