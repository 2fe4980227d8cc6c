package io.pushcore.engine;

import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
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

/** A storage in memory that gives no answer to some calls, or a wrong one, as a test says, and carries them out when the test says. */
final class ForgetfulInboxes implements StorageBackend {
    private final MemoryStorage memory;
    private final List<String> swallowing = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> swallowed = new ConcurrentLinkedQueue<>();
    private final List<String> answeredLate = new CopyOnWriteArrayList<>();
    private final List<String> answersLost = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final InboxStore inboxes;
    private final LeaseStore leases;
    private final ChannelLog log;

    ForgetfulInboxes(MemoryStorage memory) {
        this.memory = memory;
        this.inboxes = forgetful(InboxStore.class, memory.inboxStore().orElseThrow());
        this.leases = forgetful(LeaseStore.class, memory.leaseStore().orElseThrow());
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
                    return ask(method.getName(), call);
                }));
    }

    private CompletionStage<?> ask(String method, Supplier<CompletionStage<?>> call) {
        if (refused.contains(method)) {
            return failed();
        }
        if (swallowing.remove(method)) {
            return swallow(call);
        }
        CompletionStage<?> answer = call.get();
        if (answersLost.remove(method)) {
            return failed();
        }
        return answeredLate.remove(method) ? swallow(() -> answer) : answer;
    }

    private static CompletableFuture<Object> failed() {
        return CompletableFuture.failedFuture(
                new StorageException(StorageException.Fault.RETRIABLE, "as the test wants it"));
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

    /** The next call of a method is carried out, and answered when the test says. */
    void answerNextLate(String method) {
        answeredLate.add(method);
    }

    /** The next call of a method is carried out, and fails. */
    void loseNextAnswer(String method) {
        answersLost.add(method);
    }

    /** All calls of a method fail, and nothing is done. */
    void refuse(String method) {
        refused.add(method);
    }

    void refuseNoMore(String method) {
        refused.remove(method);
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
        return Optional.of(leases);
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
