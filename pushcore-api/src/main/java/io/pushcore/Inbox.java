package io.pushcore;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one user, or one device of a user, is to receive: what is pushed to the user and what is published to the channels the user follows, online
 * or not. Costs nothing until it is used. Usable from any thread.
 */
public interface Inbox {
    /** The user, or the named subscription. */
    String user();

    /** The device; empty for the user's own inbox. */
    String device();

    /**
     * Opens a session and takes over: one that is open is closed with {@link Closed.Reason#TAKEN_OVER}. The first time it begins with the oldest
     * kept of what was pushed to the user.
     */
    CompletableFuture<InboxSession> open();

    /** What is not acknowledged: how many, and the first of them with their numbers, at most so many. */
    CompletableFuture<PendingMessages> pending(int most);

    /**
     * The first of what is not acknowledged, with its number, once there is something. It opens no session, and nobody is online for it; who waits no
     * more cancels the future.
     */
    CompletableFuture<InboxEvent> first();

    /**
     * Acknowledges all numbers up to this one, which was shown or listed, without a session; fails as {@link InboxSession#ack}. An acknowledgement does not
     * end the session that is there.
     */
    CompletableFuture<Void> ack(long seq);

    /** Which messages of the user's own log are acknowledged here, over a range of at most 100,000 offsets. */
    CompletableFuture<ReadStates> acknowledged(long first, long last);

    /** Whether it was ever opened, or listed, and not forgotten; messages that were pushed do not make it. */
    CompletableFuture<Boolean> exists();

    /** Messages of the user's own log from one offset to another, both included; at most {@link History#MAX_LIMIT}. */
    CompletableFuture<Page> read(long first, long last);

    /** Marks messages of the user's own log as read. Marks belong to the user, not to a device. */
    CompletableFuture<Void> markRead(long first, long last);

    /** How many messages of the user's own log are not marked as read. */
    CompletableFuture<Long> unread();

    /** What is marked over a range, at most 100,000 offsets. */
    CompletableFuture<ReadStates> readStates(long first, long last);

    /**
     * Tells the position of the newest message of the user's own log: that of now, then as messages come, at once after a quiet second, at most once
     * a second, and once in 5 seconds while more than one message a second comes. A slow reader is told the newest only. It opens no session, and
     * nobody is online for it.
     */
    Subscription heads(HeadReader reader);

    /** The channels that the user follows. */
    CompletableFuture<List<String>> follows();

    /** Ends its session, and forgets it: cursors and numbers; with the last inbox of a user also what the user follows and read. */
    CompletableFuture<Void> forget();
}
