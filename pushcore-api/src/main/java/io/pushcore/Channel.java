package io.pushcore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A named, ordered log of messages. Usable from any thread. */
public interface Channel {
    String name();

    /** The rules it lives by. */
    ChannelRules rules();

    /**
     * Appends one message. The future completes when the message is durable as the channel's rules ask, on the broker's
     * executor or before this returns; it fails with a {@link PushCoreException}, such as {@link ErrorCode#BUSY},
     * {@link ErrorCode#PAYLOAD_TOO_LARGE} or {@link ErrorCode#OUTCOME_UNKNOWN}.
     */
    CompletableFuture<Published> publish(Publication publication);

    /** Appends one text message. */
    default CompletableFuture<Published> publish(String text) {
        return publish(Publication.of(text));
    }

    /** Appends one message. */
    default CompletableFuture<Published> publish(Payload payload) {
        return publish(Publication.of(payload));
    }

    /** Appends a batch in its order, with one result each; others may publish in between. */
    CompletableFuture<List<Published>> publishAll(List<Publication> publications);

    /** Reads from now on. Called on the broker's executor, one event at a time; a lambda takes the messages. */
    default Subscription subscribe(Reader reader) {
        return subscribe(Start.now(), reader);
    }

    /** Reads from a start on. Called on the broker's executor, one event at a time; a lambda takes the messages. */
    Subscription subscribe(Start start, Reader reader);

    /** Reads from a start on, event by event, by the thread that asks. */
    PullSubscription pull(Start start);

    /**
     * Reads from a start on with demand. Each subscriber reads for itself; gaps are items, never errors. The broker's end
     * or the subscriber's cancelling completes it.
     */
    Flow.Publisher<Event> flow(Start start);

    /**
     * Opens a subscription that outlives its reader: it is known by its name, and goes on after what was acknowledged, as the session of an inbox. The first
     * time it begins at a start. While another has it open, this waits until that one closes; who waits no more cancels the future.
     */
    CompletableFuture<InboxSession> durable(String name, Start start);

    /** Ends and forgets a subscription of this name. */
    CompletableFuture<Void> forgetDurable(String name);

    /** A page of what is kept. */
    CompletableFuture<Page> history(History history);

    /** The position of the newest message; offset 0 if nothing was ever published. */
    CompletableFuture<Position> head();

    /**
     * Makes this channel part of all inboxes of a user, from the position on that this gives: what is published after it reaches the user, online or
     * not. Followed already, it stays as it is.
     */
    CompletableFuture<Position> follow(String user);

    /** The opposite; says whether the user followed. What was shown and not acknowledged still can be. */
    CompletableFuture<Boolean> unfollow(String user);

    /** Users who follow, after one of them, in the order of the bytes of their names; the empty name is before all. */
    CompletableFuture<List<String>> followers(String after, int most);

    /** The sessions that are subscribed now. */
    CompletableFuture<List<Presence>> presence();

    /** Deletes the log; its positions become gaps. */
    CompletableFuture<Void> delete();
}
