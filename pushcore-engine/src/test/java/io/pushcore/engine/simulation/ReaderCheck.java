package io.pushcore.engine.simulation;

import io.pushcore.Position;
import org.jspecify.annotations.Nullable;

/** Checks what one reader of one channel is shown, event by event. */
interface ReaderCheck {
    /** What a reader is shown of a message. */
    record Seen(String epoch, long offset, long time, long expires, String text) {}

    /** The position it was told that it starts after. */
    void started(Position position);

    /** It was told that it starts after the head, since part of what it asked for is gone. */
    void startedInstead(Position head);

    void message(Seen message);

    void gap(Position from, Position to);

    /** Whether a gap is its end. */
    default boolean endsAtGap() {
        return false;
    }

    /** The position of its last event, to recover from; null if it has none. */
    @Nullable
    Position position();

    /** Why it is not at the head though all is at rest; empty if it is. */
    String behind();

    /** Why it has not seen the message that was published last; empty if it has. */
    default String behind(String newest) {
        return behind();
    }
}
