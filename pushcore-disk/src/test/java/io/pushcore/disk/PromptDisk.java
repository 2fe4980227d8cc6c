package io.pushcore.disk;

import io.pushcore.Time;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A disk storage that has answered when a call returns, and swept when a timer has run, so that the thread of a simulation meets the same
 * in each run of a seed. It may be opened again, by another broker of the process, and is closed by nobody but its owner.
 */
final class PromptDisk implements StorageBackend {
    private final DiskStorage disk;
    private final ChannelLog log;
    private final LeaseStore leases;
    private final InboxStore inboxes;
    private @Nullable CompletionStage<Void> opened;

    PromptDisk(DiskStorage disk) {
        this.disk = disk;
        this.log = prompt(ChannelLog.class, disk.channelLog());
        this.leases = prompt(LeaseStore.class, disk.leaseStore().orElseThrow());
        this.inboxes = prompt(InboxStore.class, disk.inboxStore().orElseThrow());
    }

    DiskStorage disk() {
        return disk;
    }

    @Override
    public String name() {
        return disk.name();
    }

    /** Several brokers of the process may open it, and are to hear of each other. */
    @Override
    public Capabilities capabilities() {
        Capabilities own = disk.capabilities();
        return new Capabilities(own.durability(), own.timeSeek(), true, own.largestMessageBytes(), own.lossWindow());
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        if (opened == null) {
            Time time = swept(context.time());
            opened = awaited(disk.open(new StorageContext(context.node(), time, Runnable::run, context.random())));
        }
        return opened;
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
        return CompletableFuture.completedFuture(null);
    }

    /** Time whose timers have their work done when they return: what they hand to the writer comes before this trim. */
    private Time swept(Time time) {
        return new Time() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public Timer schedule(Duration delay, Runnable work) {
                return time.schedule(delay, () -> {
                    work.run();
                    awaited(disk.channelLog().trim("never-written", 0));
                });
            }
        };
    }

    private static <T> T prompt(Class<T> type, T inner) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
            try {
                Object answer = method.invoke(inner, values);
                return answer instanceof CompletionStage<?> stage ? awaited(stage) : answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return type.cast(proxy);
    }

    /** The answer, which is there. */
    private static <T> CompletionStage<T> awaited(CompletionStage<T> answer) {
        answer.toCompletableFuture().handle((value, failure) -> true).join();
        return answer;
    }
}
