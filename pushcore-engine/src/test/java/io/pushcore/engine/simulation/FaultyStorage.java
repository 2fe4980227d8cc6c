package io.pushcore.engine.simulation;

import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A storage that answers late, fails, and leaves the outcome of an append unknown, as {@link Faults} say. */
final class FaultyStorage implements StorageBackend {
    private final StorageBackend inner;
    private final StorageContext context;
    private final FaultyLog log;
    private final Optional<InboxStore> inboxes;
    private final Optional<LeaseStore> leases;

    /**
     * @param inner what does the work; answers at once
     * @param context what the inner storage is opened with, in place of what the broker gives
     */
    FaultyStorage(StorageBackend inner, StorageContext context, FaultyLog log) {
        this(inner, context, log, Optional.empty());
    }

    /** The same, with inboxes. */
    FaultyStorage(StorageBackend inner, StorageContext context, FaultyLog log, Optional<InboxStore> inboxes) {
        this(inner, context, log, inboxes, inner.leaseStore());
    }

    /** The same, with leases of its own. */
    FaultyStorage(
            StorageBackend inner,
            StorageContext context,
            FaultyLog log,
            Optional<InboxStore> inboxes,
            Optional<LeaseStore> leases) {
        this.inner = inner;
        this.context = context;
        this.log = log;
        this.inboxes = inboxes;
        this.leases = leases;
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public CompletionStage<Void> open(StorageContext given) {
        return inner.open(new StorageContext(given.node(), context.time(), context.blocking(), context.random()));
    }

    @Override
    public ChannelLog channelLog() {
        return log;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return leases;
    }

    @Override
    public Optional<InboxStore> inboxStore() {
        return inboxes;
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
