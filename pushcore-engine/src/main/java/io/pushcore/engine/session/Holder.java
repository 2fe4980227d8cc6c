package io.pushcore.engine.session;

import io.pushcore.ErrorCode;

/** What a session lives in: a connection, or an inbox that is open in the process or held for a grace. */
public interface Holder {
    /** Nothing, or not yet. */
    Holder NONE = (code, sentence) -> {};

    /** Ends what it is, and says why: {@code KICKED}, {@code TAKEN_OVER} or {@code CLOSED}. Any thread; returns at once. */
    void dismiss(ErrorCode code, String sentence);

    /** Whether a connection is there that is told of by its lane. */
    default boolean isConnection() {
        return false;
    }

    /** Whether it waits for somebody to come back. */
    default boolean isResting() {
        return false;
    }
}
