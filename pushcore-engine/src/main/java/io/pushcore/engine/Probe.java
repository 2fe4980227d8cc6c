package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Listener;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A message through the whole path: it is published, and read on each lane. One is under way at a time, however
 * many wait for it: what stands still must not be given more to do. Usable from any thread.
 */
final class Probe {
    /** Where it is published; of the broker's own names, so that no client reads it. */
    static final String CHANNEL = "$health";

    private final Engine engine;
    private final Desk desk;
    private final List<Listener> listeners;
    /** Guards what is under way; not held while it begins. */
    private final ReentrantLock lock = new ReentrantLock();

    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    Probe(Engine engine, Desk desk, List<Listener> listeners) {
        this.engine = engine;
        this.desk = desk;
        this.listeners = listeners;
    }

    /** As other channels are stored, but only its last message, and not for long. */
    static ChannelRules rules(ChannelRules ofOthers) {
        if (ofOthers.isLive()) {
            return ChannelRules.live();
        }
        ChannelRules own = ChannelRules.keep(1).forAtMost(Duration.ofMinutes(1));
        return ofOthers.durability().map(own::durability).orElse(own);
    }

    CompletableFuture<Duration> run(Duration within) {
        long began = engine.time.nanoTime();
        CompletableFuture<Duration> answer = new CompletableFuture<>();
        Time.Timer timer = engine.time.schedule(
                within,
                () -> engine.errands.execute(() -> answer.completeExceptionally(new PushCoreException(
                        ErrorCode.TIMEOUT,
                        "a message did not get through storage and lanes within " + within.toMillis() + " ms"))));
        current()
                .whenCompleteAsync(
                        (through, failure) -> {
                            timer.cancel();
                            if (failure == null) {
                                answer.complete(Duration.ofNanos(engine.time.nanoTime() - began));
                            } else {
                                answer.completeExceptionally(StorageAnswer.failure(failure));
                            }
                        },
                        engine.errands);
        return answer;
    }

    /** The one that is under way, or a new one. */
    private CompletableFuture<Void> current() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        lock.lock();
        try {
            if (!underWay.isDone()) {
                return underWay;
            }
            underWay = next;
        } finally {
            lock.unlock();
        }
        begin(next);
        return next;
    }

    private void begin(CompletableFuture<Void> through) {
        List<ProbeReader> readers = lanes().stream().map(this::reader).toList();
        CompletableFuture<?>[] joined =
                readers.stream().map(ProbeReader::joined).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<?>[] arrived =
                readers.stream().map(ProbeReader::arrived).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(joined)
                .thenCompose(all -> new LocalChannel(engine, CHANNEL).publish(Publication.of("alive")))
                .thenCompose(published -> CompletableFuture.allOf(arrived))
                .whenComplete((all, failure) -> {
                    readers.forEach(ProbeReader::end);
                    if (failure == null) {
                        through.complete(null);
                    } else {
                        through.completeExceptionally(failure);
                    }
                });
    }

    /** Those of the transports, and where connections are besides: a host's event loops have ends that nobody tells. */
    private Set<Lane> lanes() {
        Set<Lane> lanes = new LinkedHashSet<>(desk.rounds().lanes());
        listeners.forEach(listener -> lanes.addAll(listener.ownLanes()));
        return lanes;
    }

    private ProbeReader reader(Lane lane) {
        ProbeReader reader = new ProbeReader(engine, desk, lane);
        lane.execute(reader::begin);
        return reader;
    }
}
