package io.pushcore;

/**
 * The last event of a subscription, or of the session of an inbox.
 *
 * @param channel the channel's or pattern's name; of an inbox the user
 * @param reason why it ended
 * @param sentence for people; may be empty
 */
public record Closed(String channel, Reason reason, String sentence) implements Event, InboxEvent {
    /** Why a subscription ended. */
    public enum Reason {
        /** The reader closed it. */
        UNSUBSCRIBED,
        /** The broker was closed. */
        BROKER_CLOSED,
        /** The authorizer refused it, or took the permission back. */
        REFUSED,
        /** The pass it was given for has expired. */
        EXPIRED,
        /** Another session opened the inbox. */
        TAKEN_OVER,
        /** The application or an operator ended the session. */
        KICKED,
        /** The storage or the broker failed. */
        FAILED
    }
}
