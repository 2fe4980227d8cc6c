package io.pushcore;

/**
 * The last event of a subscription.
 *
 * @param reason why it ended
 * @param sentence for people; may be empty
 */
public record Closed(String channel, Reason reason, String sentence) implements Event {
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
        /** The storage or the broker failed. */
        FAILED
    }
}
