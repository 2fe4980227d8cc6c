package io.pushcore;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * One presence of a user at an inbox. Shows what is not acknowledged, in the order of the numbers: first what was shown before, then
 * what is new. It is read in one way: by {@link #next}, by {@link #read} or by {@link #flow}. Usable from any thread.
 */
public interface InboxSession extends AutoCloseable {
    /** Its name, 128 random bits; whoever knows it may come back to the session. */
    String id();

    /** The user, or the named subscription. */
    String user();

    /** The device; empty for the user's own inbox. */
    String device();

    /** The highest number that was shown when it was opened. */
    long shownBefore();

    /**
     * Waits for the next event; empty when none came in time, and always after {@link Closed}.
     *
     * @throws PushCoreException {@link ErrorCode#SECOND_READER} while another thread waits here, or where it is read in another way
     * @throws InterruptedException if the thread was interrupted; no event is lost
     */
    Optional<InboxEvent> next(Duration atMost) throws InterruptedException;

    /** Hands each event to a reader from now on; fails as {@link #next} does. */
    void read(InboxReader reader);

    /** Hands events to one subscriber as it asks for them; {@link Closed} is its completion. */
    Flow.Publisher<InboxEvent> flow();

    /**
     * Acknowledges all numbers up to this one. Fails with {@link ErrorCode#STALE} where the number was lost with a crash before it was
     * recorded, its message comes again under another; and with {@link ErrorCode#BAD_REQUEST} where it was not shown yet. Twice is once.
     */
    CompletableFuture<Void> ack(long seq);

    /** Acknowledges this number alone; fails as {@link #ack}. */
    CompletableFuture<Void> ackOnly(long seq);

    /** Ends it. What is not acknowledged is shown to the next session. Returns at once. */
    @Override
    void close();
}
