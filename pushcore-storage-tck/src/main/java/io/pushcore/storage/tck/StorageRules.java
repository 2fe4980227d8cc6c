package io.pushcore.storage.tck;

import io.pushcore.Durability;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** An open backend for each test, with a clock the test turns. */
abstract class StorageRules {
    static final Retention KEEP_ALL =
            new Retention(1_000_000, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 100_000);
    static final long ALL_BYTES = Long.MAX_VALUE;

    /** Stands for ever unless something is wrong. */
    private static final int PATIENCE_SECONDS = 60;

    final ManualTime time = ManualTime.create();
    final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    final FreezableExecutor blocking = new FreezableExecutor();
    private final Random random = new Random(seed);
    private @Nullable StorageFixture fixture;
    private @Nullable StorageBackend backend;
    private int starts;

    StorageRules() {}

    /** A fixture for one test. */
    protected abstract StorageFixture newFixture();

    @BeforeEach
    void openStorage() {
        fixture = newFixture();
        open();
    }

    @AfterEach
    void wipeStorage() {
        blocking.thaw();
        if (backend != null) {
            await(backend.close());
        }
        blocking.close();
        fixture().wipe();
    }

    final StorageFixture fixture() {
        if (fixture == null) {
            throw new AssertionError("no fixture");
        }
        return fixture;
    }

    final StorageBackend backend() {
        if (backend == null) {
            throw new AssertionError("no backend is open");
        }
        return backend;
    }

    final ChannelLog log() {
        return backend().channelLog();
    }

    final void open() {
        backend = fixture().backend();
        await(backend.open(context()));
    }

    final StorageContext context() {
        starts++;
        return new StorageContext("tck-" + starts, time, blocking, random);
    }

    final void close() {
        await(backend().close());
        backend = null;
    }

    final void crash() {
        fixture().crash(backend());
        backend = null;
    }

    /** Whether the power could be cut; then no backend is open. */
    final boolean cutPower() {
        boolean isCut = fixture().cutPower(backend());
        if (isCut) {
            backend = null;
        }
        return isCut;
    }

    final Writer writer(String name) {
        return new Writer(log(), name, KEEP_ALL, best());
    }

    /** The best durability there is. */
    final Durability best() {
        return backend().capabilities().durability();
    }

    final Head head(String channel) {
        return await(log().heads(List.of(channel))).get(0);
    }

    final ReadResult read(String channel, Position from) {
        return await(log().read(Read.after(channel, from, 1_000_000, ALL_BYTES)));
    }

    final ReadResult.Found found(String channel, Position from) {
        return asFound(read(channel, from));
    }

    /** All that is kept of a channel. */
    final List<Message> kept(String channel) {
        Head head = head(channel);
        return found(channel, new Position(head.epoch(), head.first() - 1)).messages();
    }

    final List<String> keptTexts(String channel) {
        return kept(channel).stream().map(Message::text).toList();
    }

    static ReadResult.Found asFound(ReadResult result) {
        if (result instanceof ReadResult.Found found) {
            return found;
        }
        throw new AssertionError("not found: " + result);
    }

    static ReadResult.Gone asGone(ReadResult result) {
        if (result instanceof ReadResult.Gone gone) {
            return gone;
        }
        throw new AssertionError("not gone: " + result);
    }

    static Retention keep(long count) {
        return new Retention(
                count, KEEP_ALL.bytes(), Duration.ZERO, KEEP_ALL.idempotencyAge(), KEEP_ALL.idempotencyCount());
    }

    static Retention keepFor(Duration age) {
        return new Retention(
                KEEP_ALL.count(), KEEP_ALL.bytes(), age, KEEP_ALL.idempotencyAge(), KEEP_ALL.idempotencyCount());
    }

    /** Ends the test early, and says so, where the backend cannot do what the rule is about. */
    static void only(boolean able, String rule, String cannot) {
        if (!able) {
            System.getLogger(StorageRules.class.getName())
                    .log(System.Logger.Level.INFO, "skipped " + rule + ": " + cannot);
            Assumptions.abort("skipped " + rule + ": " + cannot);
        }
    }

    /** Runs work on so many threads at once and waits for all. */
    static void inThreads(int threads, IntConsumer work) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    work.accept(number);
                    done.complete(null);
                } catch (Throwable failure) {
                    done.completeExceptionally(failure);
                }
            });
            thread.setDaemon(true);
            thread.start();
            all.add(done);
        }
        all.forEach(StorageRules::await);
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a call did not complete within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The fault a call failed with. */
    static StorageException.Fault faultOf(CompletionStage<?> stage) {
        try {
            Object result = await(stage);
            throw new AssertionError("succeeded: " + result);
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException failure) {
                return failure.fault();
            }
            throw new AssertionError("failed with something else than a StorageException", e);
        }
    }
}
