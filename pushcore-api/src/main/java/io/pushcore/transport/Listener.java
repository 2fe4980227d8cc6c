package io.pushcore.transport;

import io.pushcore.Transport;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A transport as its author writes it: it accepts connections, owns their lanes and moves bytes. What the bytes mean is the
 * dialect's business, what becomes of the commands the engine's.
 */
public interface Listener extends Transport {
    /** Binds and begins to accept; completes when connections can come, or fails with the address in its sentence. */
    CompletionStage<Void> start(Gateway gateway);

    /** Accepts no more connections; those that are there go on. Idempotent. */
    void stopAccepting();

    /** Whether it serves those who run the broker: then it goes on while the broker drains, and until it is closed. */
    default boolean isForOperators() {
        return false;
    }

    /** The lanes that are its own, with connections or without, while they run: health is looked for on each. */
    default List<Lane> ownLanes() {
        return List.of();
    }

    /** Closes what is still open and frees port and threads. Idempotent, also before {@link #start}. */
    CompletionStage<Void> close();
}
