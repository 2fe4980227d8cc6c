package io.pushcore.engine.session;

import io.pushcore.Time;
import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lease of this node, on which its sessions live: renewed each second, over after five. Usable from any thread. */
final class NodeLease {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final byte[] NOTHING = {};

    private final LeaseStore leases;
    private final String key;
    private final Time time;
    private final Executor executor;
    private final BiConsumer<String, String> warn;
    /** How often it began: sessions of an earlier life are lost. */
    private final AtomicLong life = new AtomicLong();

    /** The life whose beginning was seen to; one round after the other touches it. */
    private volatile long settled;

    /** The renewal that is under way; who else wants one has that. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> underWay = new AtomicReference<>();

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    NodeLease(LeaseStore leases, String key, Time time, Executor executor, BiConsumer<String, String> warn) {
        this.leases = leases;
        this.key = key;
        this.time = time;
        this.executor = executor;
        this.warn = warn;
    }

    String key() {
        return key;
    }

    Executor executor() {
        return executor;
    }

    /** Done when the lease has begun. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Renews from now on, and does something after each renewal, which is told whether the lease was over in between. */
    void start(Function<Boolean, CompletableFuture<Void>> afterwards) {
        renew().thenCompose(done -> {
                    long now = life.get();
                    boolean lapsed = settled != 0 && settled != now;
                    return afterwards.apply(lapsed).thenRun(() -> settled = now);
                })
                .whenComplete((done, failure) -> {
                    if (failure != null && !stopped) {
                        warn.accept("node lease", "the lease of this node or what hangs on it failed: " + failure);
                    }
                    again(afterwards);
                });
    }

    private void again(Function<Boolean, CompletableFuture<Void>> afterwards) {
        if (!stopped) {
            timer = time.schedule(EVERY, () -> executor.execute(() -> start(afterwards)));
        }
    }

    /** Gives it its time again, or begins it anew. */
    CompletableFuture<Void> renew() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before = underWay.compareAndExchange(null, mine);
        if (before != null) {
            return before;
        }
        leases.renew(key, TTL)
                .thenCompose(there -> there ? CompletableFuture.<Void>completedFuture(null) : begin())
                .whenComplete((done, failure) -> {
                    underWay.set(null);
                    if (failure == null) {
                        ready.complete(null);
                        mine.complete(null);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    private CompletionStage<Void> begin() {
        // also where the answer is lost: the next renewal would find it as if it had never been over
        life.incrementAndGet();
        return leases.put(key, NOTHING, TTL);
    }

    /** Gives it back. */
    CompletableFuture<Void> stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
        ready.completeExceptionally(new IllegalStateException("the broker was closed before its lease began"));
        return leases.take(key).<Void>thenApply(was -> null).toCompletableFuture();
    }
}
