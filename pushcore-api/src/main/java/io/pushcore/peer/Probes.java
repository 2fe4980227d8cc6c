package io.pushcore.peer;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Frames to oneself, and who waits for them. */
final class Probes {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final CarrierContext context;
    private final Outbox outbox;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentNavigableMap<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();

    Probes(CarrierContext context, Outbox outbox) {
        this.context = context;
        this.outbox = outbox;
    }

    CompletionStage<Void> send(String carrier) {
        long number = numbers.incrementAndGet();
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.put(number, done);
        Time.Timer late = context.time().schedule(LONGEST, () -> {
            done.completeExceptionally(new PushCoreException(
                    ErrorCode.TIMEOUT,
                    "no probe came round on the carrier " + carrier + " within " + LONGEST.toSeconds() + " s"));
        });
        outbox.say(context.node(), Parcel.Word.PROBE, Frame.probe(number));
        outbox.begin();
        return done.whenComplete((round, failure) -> {
            waiting.remove(number);
            late.cancel();
        });
    }

    /** One came round, and those before it need not: only the latest waits to be sent. */
    void came(long number) {
        for (CompletableFuture<Void> done : waiting.headMap(number, true).values()) {
            done.complete(null);
        }
    }

    void close() {
        for (CompletableFuture<Void> done : waiting.values()) {
            done.completeExceptionally(new PushCoreException(ErrorCode.CLOSED, "the carrier is closed"));
        }
    }
}
