package io.pushcore;

/**
 * What a subscription calls, one event at a time, on the broker's executor. What it throws is logged and counted; gaps are
 * logged too.
 */
@FunctionalInterface
public interface Reader {
    /** The next message. */
    void message(Message message);

    /** Messages that were asked for and are gone; reading goes on after {@code gap.to()}. */
    default void gap(Gap gap) {}

    /** The last event. */
    default void closed(Closed closed) {}
}
