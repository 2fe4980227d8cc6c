package io.pushcore.engine;

import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The departure of all clients while the broker goes on; a second caller waits for the first. Usable from any thread. */
final class Draining {
    private static final Duration GLANCE = Duration.ofMillis(50);
    /** How long those told last may take to go. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final Engine engine;
    private final Desk desk;
    private final List<Listener> listeners;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    Draining(Engine engine, Desk desk, List<Listener> listeners) {
        this.engine = engine;
        this.desk = desk;
        this.listeners = listeners;
    }

    CompletableFuture<Void> begin(Duration over) {
        if (begun.compareAndSet(false, true)) {
            engine.beginDraining();
            if (engine.cluster != null) {
                engine.cluster.tellStatus();
            }
            listeners.stream().filter(listener -> !listener.isForOperators()).forEach(Listener::stopAccepting);
            new Drain(engine, desk.rounds()).over(over);
            await(engine.time.nanoTime(), over);
        }
        return gone.copy();
    }

    /** The broker is closed, and all are gone. */
    void end() {
        gone.complete(null);
    }

    private void await(long began, Duration over) {
        long passed = engine.time.nanoTime() - began;
        if (desk.connections() == 0 || passed >= over.plus(LAST_WORDS).toNanos()) {
            desk.rounds().cutAll();
            engine.errands.execute(() -> gone.complete(null));
        } else if (passed >= over.toNanos()) {
            // who came while the ports were being closed
            desk.rounds().closeAll();
            again(began, over);
        } else {
            again(began, over);
        }
    }

    private void again(long began, Duration over) {
        engine.time.schedule(GLANCE, () -> await(began, over));
    }
}
