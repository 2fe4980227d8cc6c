package io.pushcore.engine;

import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A storage in memory that gives no answer to some calls about inboxes and logs, as a test says, and carries them out when the test says. */
final class ForgetfulInboxes implements StorageBackend {
    private final MemoryStorage memory;
    private final List<String> swallowing = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> swallowed = new ConcurrentLinkedQueue<>();
    private final InboxStore inboxes;
    private final ChannelLog log;

    ForgetfulInboxes(MemoryStorage memory) {
        this.memory = memory;
        this.inboxes = forgetful(InboxStore.class, memory.inboxStore().orElseThrow());
        this.log = forgetful(ChannelLog.class, memory.channelLog());
    }

    private <T> T forgetful(Class<T> type, T inner) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Supplier<CompletionStage<?>> call = () -> {
                        try {
                            return (CompletionStage<?>) method.invoke(inner, arguments);
                        } catch (IllegalAccessException | InvocationTargetException e) {
                            throw new IllegalStateException(e);
                        }
                    };
                    return swallowing.remove(method.getName()) ? swallow(call) : call.get();
                }));
    }

    private CompletableFuture<Object> swallow(Supplier<CompletionStage<?>> call) {
        CompletableFuture<Object> never = new CompletableFuture<>();
        swallowed.add(() -> call.get().thenAccept(never::complete));
        return never;
    }

    /** The next call of a method gets no answer. */
    void swallowNext(String method) {
        swallowing.add(method);
    }

    /** How many calls got no answer. */
    int swallowed() {
        return swallowed.size();
    }

    /** Carries out what was swallowed, and answers. */
    void comeTo() {
        swallowed.forEach(Runnable::run);
        swallowed.clear();
    }

    @Override
    public String name() {
        return "forgetful";
    }

    @Override
    public Capabilities capabilities() {
        return memory.capabilities();
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        return memory.open(context);
    }

    @Override
    public ChannelLog channelLog() {
        return log;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return memory.leaseStore();
    }

    @Override
    public Optional<InboxStore> inboxStore() {
        return Optional.of(inboxes);
    }

    @Override
    public CompletionStage<Void> close() {
        return memory.close();
    }
}
