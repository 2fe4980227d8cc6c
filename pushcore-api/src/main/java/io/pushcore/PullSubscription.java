package io.pushcore;

import java.time.Duration;
import java.util.Optional;

/** A subscription that is asked for each event; made for a thread of its own. */
public interface PullSubscription extends Subscription {
    /**
     * Waits for the next event; empty when none came in time, and always after {@link Closed}.
     *
     * @throws PushCoreException {@link ErrorCode#SECOND_READER} while another thread waits here
     * @throws InterruptedException if the thread was interrupted; no event is lost
     */
    Optional<Event> next(Duration atMost) throws InterruptedException;
}
