package io.pushcore.engine;

import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a publish must pass before it reaches its channel. Usable from any thread. */
final class PublishGate {
    private final Engine engine;

    PublishGate(Engine engine) {
        this.engine = engine;
    }

    /** The publication with what the rules of the channel add, if it keeps them. */
    Publication check(Publication publication, ChannelRules rules) {
        engine.requireOpen();
        if (publication.payload().length() > rules.maxPayloadBytes()) {
            throw new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "payload must not be longer than maxPayload " + rules.maxPayloadBytes() + " bytes: "
                            + publication.payload().length());
        }
        boolean brings = rules.ttl().isZero() || !publication.ttl().isZero();
        return brings ? publication : publication.ttl(rules.ttl());
    }

    /** Returns when there is room, waiting as long as the application allowed; fails with {@code BUSY} otherwise. */
    void awaitSpace(ChannelState state, long bytes) {
        if (state.intake().hasSpace(bytes)) {
            return;
        }
        long deadline = System.nanoTime() + engine.options.publishWaits().toNanos();
        Semaphore signal = new Semaphore(0);
        while (!state.intake().hasSpace(bytes)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw busy();
            }
            state.intake().whenSpace(bytes, signal::release);
            try {
                if (!signal.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    throw busy();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            }
        }
    }

    void count(PushCoreException refused) {
        engine.counters.refused.increment();
        engine.counters.error(refused.code());
    }

    private static PushCoreException busy() {
        return new PushCoreException(
                ErrorCode.BUSY, "too many bytes of publishes wait for the storage (inFlightBytes); try again");
    }
}
