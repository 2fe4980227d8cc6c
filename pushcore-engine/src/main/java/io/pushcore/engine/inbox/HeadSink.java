package io.pushcore.engine.inbox;

import io.pushcore.Position;

/** Whoever watches the head of a user's own log. Called on the turns of that head; only hands over. */
public interface HeadSink {
    /** The log reaches so far now. */
    void head(Position newest);

    /** The broker is closed: nothing more comes. */
    void closed();
}
