package io.pushcore;

import java.util.concurrent.CompletableFuture;

/** A reader of a channel or of a pattern, until it is closed. */
public interface Subscription extends AutoCloseable {
    /** The name of the channel, or the pattern. */
    String name();

    /**
     * Where reading began: the next event is what comes after this position. Completes when the start is known; what is
     * published after {@code subscribe} returned is seen in any case. Fails if the subscription was refused. A pattern has
     * no position: it completes with offset 0.
     */
    CompletableFuture<Position> started();

    /** The position of the last event that was handed over; before the first, that of {@link #started()}, or offset 0. */
    Position position();

    /** Ends it; the event being handled is finished, then comes {@link Closed}. Returns at once. */
    @Override
    void close();
}
