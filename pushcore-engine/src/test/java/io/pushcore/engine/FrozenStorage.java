package io.pushcore.engine;

import io.pushcore.Durability;
import io.pushcore.Position;
import io.pushcore.memory.MemoryStorage;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.Changes;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A storage in memory that stands still, refuses or forgets to answer, channel by channel, as a test says. */
final class FrozenStorage implements StorageBackend, ChannelLog {
    /** What becomes of the appends of a channel. */
    enum Mode {
        /** Nothing happens until it thaws. */
        FROZEN,
        /** They are carried out, but nobody is told. */
        SILENT,
        /** They are carried out, and the answer is a failure of unknown outcome. */
        RETRIABLE,
        FULL,
        CORRUPT
    }

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final MemoryStorage memory = MemoryStorage.create();
    private final ConcurrentHashMap<String, Mode> modes = new ConcurrentHashMap<>();
    private final Set<String> blind = ConcurrentHashMap.newKeySet();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Integer> late = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Integer, CompletableFuture<Void>> due = new ConcurrentSkipListMap<>();
    private final List<Runnable> keptBack = new ArrayList<>();
    private final AtomicInteger appends = new AtomicInteger();
    private final AtomicInteger headCalls = new AtomicInteger();
    private final AtomicReference<CompletableFuture<Void>> stay = new AtomicReference<>(DONE);
    private final Durability best;

    FrozenStorage() {
        this(Durability.MEMORY);
    }

    /** Says that it can do so much. */
    FrozenStorage(Durability best) {
        this.best = best;
    }

    /** From now on the appends of a channel meet this. */
    void set(String channel, Mode mode) {
        modes.put(channel, mode);
    }

    /** Goes on as if nothing had been; what was kept back is carried out first, in its order. */
    void thaw(String channel) {
        modes.remove(channel);
        blind.remove(channel);
        slow.remove(channel);
        List<Runnable> due;
        synchronized (keptBack) {
            due = List.copyOf(keptBack);
            keptBack.clear();
        }
        due.forEach(Runnable::run);
    }

    /** The next append stays in its call until then, so that its channel is busy. */
    void stayIn(CompletableFuture<Void> until) {
        stay.set(until);
    }

    /** Heads and reads of a channel get no answer until it thaws. */
    void blind(String channel) {
        blind.add(channel);
    }

    /** The head of a channel is that of when it was asked for, and told when it thaws. */
    void slow(String channel) {
        slow.add(channel);
    }

    /** Calls that got no answer yet. */
    int keptBack() {
        synchronized (keptBack) {
            return keptBack.size();
        }
    }

    /** What is read of a channel is of now, but is answered after so many appends only. */
    void answersReadsAfter(String channel, int appends) {
        late.put(channel, appends);
    }

    /** Calls of append so far. */
    int appends() {
        return appends.get();
    }

    /** Calls of heads so far. */
    int headCalls() {
        return headCalls.get();
    }

    @Override
    public CompletionStage<List<Appended>> append(List<Append> entries) {
        CompletableFuture<Void> until = stay.getAndSet(DONE);
        due.headMap(appends.incrementAndGet(), true).values().forEach(answer -> answer.complete(null));
        until.join();
        Mode mode = modes.get(entries.get(0).channel());
        if (mode == null) {
            return memory.channelLog().append(entries);
        }
        return switch (mode) {
            case FROZEN -> keepBack(() -> memory.channelLog().append(entries));
            case SILENT -> {
                memory.channelLog().append(entries);
                yield new CompletableFuture<>();
            }
            case RETRIABLE -> {
                memory.channelLog().append(entries);
                yield fault(StorageException.Fault.RETRIABLE);
            }
            case FULL -> fault(StorageException.Fault.FULL);
            case CORRUPT -> fault(StorageException.Fault.CORRUPT);
        };
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        Integer later = late.get(read.channel());
        if (later != null) {
            CompletionStage<ReadResult> now = memory.channelLog().read(read);
            return due.computeIfAbsent(appends.get() + later, at -> new CompletableFuture<>())
                    .thenCombine(now, (none, result) -> result);
        }
        return blind.contains(read.channel())
                ? keepBack(() -> memory.channelLog().read(read))
                : memory.channelLog().read(read);
    }

    @Override
    public CompletionStage<Position> positionAt(String channel, Instant instant) {
        return memory.channelLog().positionAt(channel, instant);
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        headCalls.incrementAndGet();
        if (channels.stream().anyMatch(slow::contains)) {
            CompletionStage<List<Head>> ofNow = memory.channelLog().heads(channels);
            return keepBack(() -> ofNow);
        }
        return channels.stream().anyMatch(blind::contains)
                ? keepBack(() -> memory.channelLog().heads(channels))
                : memory.channelLog().heads(channels);
    }

    private <T> CompletionStage<T> keepBack(Supplier<CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        synchronized (keptBack) {
            keptBack.add(() -> call.get().whenComplete((value, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(value);
                }
            }));
        }
        return answer;
    }

    private static <T> CompletionStage<T> fault(StorageException.Fault fault) {
        return CompletableFuture.failedFuture(new StorageException(fault, "as the test says"));
    }

    @Override
    public CompletionStage<Changes> changedSince(String token, int limit) {
        return memory.channelLog().changedSince(token, limit);
    }

    @Override
    public CompletionStage<Void> trim(String channel, long throughOffset) {
        return memory.channelLog().trim(channel, throughOffset);
    }

    @Override
    public CompletionStage<Void> delete(String channel) {
        return memory.channelLog().delete(channel);
    }

    @Override
    public String name() {
        return "frozen";
    }

    @Override
    public Capabilities capabilities() {
        Capabilities real = memory.capabilities();
        return new Capabilities(best, real.timeSeek(), real.shared(), real.largestMessageBytes(), real.lossWindow());
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        return memory.open(context);
    }

    @Override
    public ChannelLog channelLog() {
        return this;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return memory.leaseStore();
    }

    @Override
    public CompletionStage<Void> close() {
        return memory.close();
    }
}
