package io.pushcore.engine.simulation;

import io.pushcore.Position;
import org.jspecify.annotations.Nullable;

/** Checks what one reader of one channel is shown, event by event. */
interface ReaderCheck {
    /** What a reader is shown of a message. */
    record Seen(String epoch, long offset, long time, long expires, String text) {}

    /** The position it was told that it starts after. */
    void started(Position position);

    void message(Seen message);

    void gap(Position from, Position to);

    /** The position of its last event, to recover from; null if it has none. */
    @Nullable
    Position position();

    /** Why it is not at the head though all is at rest; empty if it is. */
    String behind();
}
