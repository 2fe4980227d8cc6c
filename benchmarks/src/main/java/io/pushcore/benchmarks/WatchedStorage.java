package io.pushcore.benchmarks;

import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/** Storage on the heap that counts what inboxes cost it: time within its calls, checkpoints, and batches of them. Any thread. */
final class WatchedStorage implements StorageBackend {
    /** Time within calls of logs and inboxes; those of this storage are through when they return. */
    final LongAdder nanos = new LongAdder();
    /** Checkpoints of single inboxes. */
    final LongAdder checkpoints = new LongAdder();

    final LongAdder batches = new LongAdder();

    private final StorageBackend storage = MemoryStorage.create();
    private final ChannelLog log = watched(ChannelLog.class, storage.channelLog());
    private final InboxStore inboxes =
            watched(InboxStore.class, storage.inboxStore().orElseThrow());

    private <T> T watched(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("checkpoint")) {
                batches.increment();
                checkpoints.add(((List<?>) args[0]).size());
            }
            long started = System.nanoTime();
            try {
                return invoke(method, real, args);
            } finally {
                nanos.add(System.nanoTime() - started);
            }
        }));
    }

    private static Object invoke(Method method, Object real, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
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
    public ChannelLog channelLog() {
        return log;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return storage.leaseStore();
    }

    @Override
    public Optional<InboxStore> inboxStore() {
        return Optional.of(inboxes);
    }

    @Override
    public CompletionStage<Void> close() {
        return storage.close();
    }
}
