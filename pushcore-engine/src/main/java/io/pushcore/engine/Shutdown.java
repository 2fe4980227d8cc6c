package io.pushcore.engine;

import io.pushcore.storage.StorageBackend;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The end of a broker, step by step within one deadline; a second caller waits for the first. */
final class Shutdown {
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Engine engine;
    private final Desk desk;
    private final List<Listener> listeners;
    private final StorageBackend storage;
    private final List<AutoCloseable> owned;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Who is inside {@link #run}; a handler or a completion among them is waited for by nobody. */
    private final Set<Thread> closers = ConcurrentHashMap.newKeySet();

    private final CountDownLatch done = new CountDownLatch(1);

    Shutdown(Engine engine, Desk desk, List<Listener> listeners, StorageBackend storage, List<AutoCloseable> owned) {
        this.engine = engine;
        this.desk = desk;
        this.listeners = listeners;
        this.storage = storage;
        this.owned = owned;
    }

    void run(Duration within) {
        if (!closers.add(Thread.currentThread())) {
            // a handler that an executor of the test runs in the midst of closing
            return;
        }
        try {
            close(within);
        } finally {
            closers.remove(Thread.currentThread());
        }
    }

    private void close(Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        if (!begun.compareAndSet(false, true)) {
            waitFor(() -> done.getCount() == 0, deadline);
            return;
        }
        // the last quarter belongs to the storage, whatever handlers and clients do with the rest
        long drained = deadline - within.dividedBy(4).toNanos();
        try {
            // what they are about is stored and committed while that is still allowed
            await(
                    engine.ingestions.stop(),
                    deadline - within.dividedBy(4).multipliedBy(3).toNanos());
            engine.beginClosing();
            listeners.stream().filter(listener -> !listener.isForOperators()).forEach(Listener::stopAccepting);
            settle(drained);
            engine.readership.end();
            engine.patterns.end();
            if (engine.inboxes != null) {
                await(engine.inboxes.close(), drained);
            }
            waitFor(() -> engine.readership.isDone(closers) && engine.patterns.areDone(closers), drained);
            drain(within, drained);
        } finally {
            end(deadline);
            done.countDown();
        }
    }

    /** Sends all connections away, spread over half of the time at most; a third of what is left is for their last words. */
    private void drain(Duration within, long until) {
        long now = System.nanoTime();
        long half = Math.min(within.dividedBy(2).toNanos(), (until - now) / 3 * 2);
        BooleanSupplier allGone = () -> desk.connections() == 0;
        new Drain(engine, desk.rounds()).begin(desk.connections(), Duration.ofNanos(half));
        // the broker's own time may stand still
        waitFor(allGone, now + half);
        desk.rounds().closeAll();
        waitFor(allGone, until);
    }

    /** Waits until what was published is settled. */
    private void settle(long deadline) {
        await(ofAll(ChannelState::settled), deadline);
    }

    private CompletableFuture<Void> ofAll(Function<ChannelState, CompletableFuture<Void>> step) {
        return CompletableFuture.allOf(engine.channels.all().stream().map(step).toArray(CompletableFuture<?>[]::new));
    }

    private void end(long deadline) {
        long last = Math.max(deadline, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
        engine.endClosing();
        engine.readership.cut();
        await(engine.sessions.close(), last);
        await(ofAll(ChannelState::abandon), last);
        BooleanSupplier allTold = () -> engine.errands.areDone(closers);
        waitFor(allTold, last);
        if (!allTold.getAsBoolean()) {
            // the executor does not come to it: handlers stand on all of its threads
            Thread rest = new Thread(engine.errands::runRest, "pushcore-closing");
            rest.setDaemon(true);
            rest.start();
            waitFor(allTold, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500));
        }
        desk.rounds().stop();
        engine.sampler.stop();
        engine.channels.stop();
        for (Listener listener : listeners) {
            await(listener.close().toCompletableFuture(), last);
        }
        if (engine.takeoverNotes != null) {
            engine.takeoverNotes.stop();
        }
        if (engine.cluster != null) {
            await(engine.cluster.close().toCompletableFuture(), last);
        }
        await(storage.close().toCompletableFuture(), last);
        closeAll(owned);
    }

    static void closeAll(List<AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot be closed: " + resource, e);
            }
        }
    }

    private void await(CompletableFuture<?> future, long deadline) {
        try {
            future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            engine.logLines.warn("close late", "closing did not end in time, the rest is cut");
        } catch (ExecutionException failed) {
            engine.logLines.warn("close failed", "closing met a failure", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitFor(BooleanSupplier condition, long deadline) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
                if (never.await(GLANCE.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
