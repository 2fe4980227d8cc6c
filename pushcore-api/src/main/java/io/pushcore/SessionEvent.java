package io.pushcore;

/**
 * What became of a session of a user, told once, by the node that holds the session; see {@link Broker.Builder#sessionEvents}. Those of anonymous
 * connections and of the application's own servers are not told.
 */
public sealed interface SessionEvent {
    /** The public name of the session, as {@link Session} has it. */
    String session();

    /** Whose it is. */
    String user();

    /** The device whose inbox it has opened by now; empty if none. */
    String device();

    /**
     * It began.
     *
     * @param transport what carries it; {@code process} for one that the application itself opened
     */
    record Opened(String session, String user, String device, String transport) implements SessionEvent {}

    /** It ended; nothing is told of it afterwards. */
    record Closed(String session, String user, String device, Reason reason, String sentence) implements SessionEvent {}

    /** Why a session ended. */
    enum Reason {
        /** The client closed it, or its connection was lost; where it had a grace, that is over. */
        LEFT,
        /** It said or took nothing for too long, or answered no heartbeat. */
        TIMED_OUT,
        /** Its credentials have expired. */
        EXPIRED,
        /** The application or an operator ended it, not to come back. */
        KICKED,
        /** The user has more sessions than {@link Limit#SESSIONS_PER_USER} allows, and this was the oldest or in its grace. */
        OVER_LIMIT,
        /** Another session opened its inbox. */
        TAKEN_OVER,
        /** It was told to connect again: the broker drains or closes, or somebody said so. */
        SENT_AWAY,
        /** It broke the rules of its protocol, or something failed. */
        FAILED,
        /** The node that held it has not been heard of for too long; told by another one. */
        NODE_LOST
    }
}
