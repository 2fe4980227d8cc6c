package io.pushcore.netty.minipush;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import org.jspecify.annotations.Nullable;

/** What one message of a client asks: commands one after the other, then an answer. Only the lane of its connection touches it. */
interface Inquiry {
    /** The first command. */
    Command begin();

    /** What follows from the answer to the last one, which was not refused; null if nothing is left to ask. */
    @Nullable
    Command next(Reply reply);

    /** The answer, once nothing is left to ask; empty where there is none. */
    void answer(Output json);

    /** Writes an error, for a command that was refused. */
    default void refused(Reply.Refused refused, Output json) {
        MinipushJson.refused(refused, json);
    }

    /** Whether the connection ends with its answer. */
    default boolean isLast() {
        return false;
    }
}
