package io.pushcore.transport;

import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.InboxEvent;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to commands and answers to bytes, for one connection. Only its lane calls it. An exception closes the connection:
 * a {@link PushCoreException} with its number and sentence, any other as a counted failure.
 */
public interface Codec {
    /**
     * The next whole command among the bytes that came and were not consumed yet, or null if more bytes are needed. Consumes
     * what it returns and, before it, what is no command, such as empty lines. The next command is asked for when this one may run: after the answer to the
     * one before, but for publishes, which may follow each other at once.
     *
     * @throws PushCoreException if the framing is lost: the sentence is sent and the connection closed. What can be answered
     *     without closing is a {@link Command.Unreadable}
     */
    @Nullable
    Command decode(ByteBuffer in);

    /** How messages look on this connection from now on. */
    WireForm form();

    /** The answer to a command; answers come in the order of their commands. */
    void encode(Command command, Reply reply, Output out);

    /**
     * A gap in, or the end of, a subscription. Messages come by {@link #form()}.
     *
     * @throws PushCoreException at a gap, if the dialect has no place for one: it closes the connection, and nothing that follows
     *     the gap is written
     */
    void encode(Event event, Output out);

    /**
     * What an inbox shows; only after {@link Command.OpenInbox} was answered.
     *
     * @throws PushCoreException if the dialect has no place for it: it closes the connection
     */
    default void deliver(InboxEvent event, Output out) {
        throw new PushCoreException(ErrorCode.NOT_YET, "this dialect has no inboxes");
    }

    /**
     * Whether it takes what an inbox shows now. After it said no nothing is lost, and no more than a few events are read ahead; it is asked again with whatever is
     * written next, as the answer to a command.
     */
    default boolean takesInbox() {
        return true;
    }

    /** Somebody came to or left a channel, for a subscription that notes presence. */
    default void encode(PresenceChange change, Output out) {}

    /** When its connection becomes a session of its user; never changes. */
    default SessionBegin sessionBegin() {
        return SessionBegin.WITH_CREDENTIALS;
    }

    /** The user's own log has moved; only after {@link Command.WatchHead} was answered. Of several the newest is written. */
    default void encode(HeadNotice notice, Output out) {}

    /** How often the broker says that it is there, whatever else is written; zero for never. */
    default Duration heartbeatEvery() {
        return Duration.ZERO;
    }

    /** How long after a heartbeat the other end may be silent before the connection is closed; zero for ever. */
    default Duration heartbeatAnswerWithin() {
        return Duration.ZERO;
    }

    /** Says that the broker is there. */
    default void heartbeat(Output out) {}

    /** Says what is meant for the session and none of its subscriptions; false where the dialect has no word for it. */
    default boolean broadcast(Payload payload, Output out) {
        return false;
    }

    /** The last words before the broker closes the connection. */
    void farewell(ErrorCode code, String sentence, Output out);
}
