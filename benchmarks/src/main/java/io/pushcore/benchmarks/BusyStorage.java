package io.pushcore.benchmarks;

import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A storage of which it is known how long its logs and inboxes took to answer. */
record BusyStorage(StorageBackend storage, BusyTime time, ChannelLog channelLog, Optional<InboxStore> inboxStore)
        implements StorageBackend {
    static BusyStorage over(StorageBackend storage) {
        BusyTime time = new BusyTime();
        return new BusyStorage(
                storage,
                time,
                time.of(ChannelLog.class, storage.channelLog()),
                storage.inboxStore().map(inboxes -> time.of(InboxStore.class, inboxes)));
    }

    @Override
    public String name() {
        return storage.name();
    }

    @Override
    public Capabilities capabilities() {
        return storage.capabilities();
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        return storage.open(context);
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return storage.leaseStore();
    }

    @Override
    public CompletionStage<Void> close() {
        return storage.close();
    }
}
