package io.pushcore;

/**
 * What the session of an inbox calls, one event at a time, on the broker's executor. A message whose call throws is shown again after a
 * second; one that was taken is to be acknowledged by the session.
 */
@FunctionalInterface
public interface InboxReader {
    /** The next message. */
    void delivery(Delivery delivery);

    /** Something is missing; acknowledged like a message. */
    default void gap(InboxGap gap) {}

    /** The last event. */
    default void closed(Closed closed) {}
}
