package io.pushcore.engine.cluster;

import io.pushcore.Message;
import io.pushcore.Position;
import java.util.List;

/** What a hint says about its channel. */
sealed interface Hint {
    /** The log reaches so far. */
    record Moved(Position head) implements Hint {}

    /** These were appended, one after the other. */
    record Appended(List<Message> messages) implements Hint {}

    /** These were published on a channel that keeps no log. */
    record Live(List<Message> messages) implements Hint {}

    /** A session came to a channel or left it; what is said of it is for the engine. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
    record PresenceChanged(boolean joined, byte[] who) implements Hint {}

    /** Something happened that this node has no word for: the storage knows. */
    record Unknown() implements Hint {}
}
