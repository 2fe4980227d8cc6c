package io.pushcore.transport;

import io.pushcore.Credentials;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.Start;

/** What a client asks for, in whatever dialect. Each has one small handler in the engine and gets one {@link Reply}. */
public sealed interface Command {
    /** Are you there? Answered by {@link Reply.Done}. */
    record Ping() implements Command {}

    /**
     * Who I am. Answered by {@link Reply.Authenticated}.
     *
     * @param refresh takes the place of credentials that were shown before, for the same user; otherwise those stay
     */
    record Authenticate(Credentials credentials, boolean refresh) implements Command {
        public Authenticate(Credentials credentials) {
            this(credentials, false);
        }
    }

    /** A single-use token for a user, or for an anonymous session if empty. Answered by {@link Reply.Token}. */
    record IssueToken(String user) implements Command {}

    /** My name, where no credentials are asked for. Answered by {@link Reply.Done}. */
    record SetUser(String user) implements Command {}

    /**
     * Push me a channel's messages. Answered by {@link Reply.Subscribed}.
     *
     * @param channel a name, or a pattern (then live only)
     * @param waits lets publishing wait for me where the channel's rules allow it
     * @param whole everything after the start, or nothing of it: where part of that is gone it begins now and says so, and a gap
     *     later on ends the subscription, as another epoch does: its gap is empty, and who subscribes after it loses nothing
     * @param notesPresence tell me also who comes and goes, by {@link PresenceChange}; needs the right to read presence, and says
     *     nothing for a pattern
     * @param token what gives the right to this one subscription, in place of the authorizer; empty for none, as for a pattern
     */
    record Subscribe(String channel, Start start, boolean waits, boolean whole, boolean notesPresence, String token)
            implements Command {
        public Subscribe(String channel, Start start, boolean waits) {
            this(channel, start, waits, false, false, "");
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Subscribe[" + Names.shown(channel) + ", " + start + (token.isEmpty() ? "]" : ", with a token]");
        }
    }

    /** A new token in place of the one that gave the right to a subscription. Answered by {@link Reply.Refreshed}. */
    record RefreshSubscription(String channel, String token) implements Command {
        /** Without the token. */
        @Override
        public String toString() {
            return "RefreshSubscription[" + Names.shown(channel) + "]";
        }
    }

    /** Push me no more of it. Answered by {@link Reply.Unsubscribed}. */
    record Unsubscribe(String channel) implements Command {}

    /**
     * Append a message. Answered by {@link Reply.Accepted}.
     *
     * @param publication its sender is the session's user, whom an empty one stands for; any other is one that the authorizer must allow
     */
    record Publish(String channel, Publication publication) implements Command {}

    /**
     * What is kept. Answered by {@link Reply.HistoryPage}, more than one of them if {@code whole} and it does not fit one.
     *
     * @param whole all pages up to what is the head when it is asked, whatever the limit of one
     */
    record ReadHistory(String channel, History history, boolean whole) implements Command {}

    /** Who is subscribed. Answered by {@link Reply.PresenceList}. */
    record ReadPresence(String channel) implements Command {}

    /**
     * Show me what my inbox has, and what comes. Answered by {@link Reply.InboxOpened}; then come its events, by {@link
     * Codec#deliver}. A connection has one inbox.
     *
     * @param device mine, with numbers of its own; empty for the user's own inbox
     * @param session that I had on another connection and come back to; empty for a new one, as where it is over
     */
    record OpenInbox(String device, String session) implements Command {
        /** Without the name of the session, which is the right to it. */
        @Override
        public String toString() {
            return "OpenInbox[" + Names.shown(device) + "]";
        }
    }

    /**
     * I have these: all up to a number, or that one alone. Answered by {@link Reply.Done}.
     *
     * @param session mine that was shown them, on whatever connection; empty for the one of this connection
     */
    record Acknowledge(String session, long seq, boolean only) implements Command {
        public Acknowledge(long seq, boolean only) {
            this("", seq, only);
        }

        /** Without the name of the session, which is the right to it. */
        @Override
        public String toString() {
            return "Acknowledge[" + seq + (only ? " only]" : "]");
        }
    }

    /** What have I not acknowledged? Answered by {@link Reply.Pending}. */
    record ListPending(String device, int most) implements Command {}

    /** Messages of my own log, both offsets included. Answered by {@link Reply.OwnPage}. */
    record ReadOwn(long first, long last) implements Command {}

    /** I have read these messages of my own log. Answered by {@link Reply.Done}. */
    record MarkRead(long first, long last) implements Command {}

    /** How many messages of my own log have I not read? Answered by {@link Reply.Unread}. */
    record CountUnread() implements Command {}

    /** Which messages of my own log have I read? Answered by {@link Reply.States}. */
    record ListReadStates(long first, long last) implements Command {}

    /**
     * Tell me how far my own log reaches, or no more. Answered by {@link Reply.HeadWatched}, then come {@link HeadNotice}s; or by {@link Reply.Done}. It
     * opens no inbox.
     */
    record WatchHead(boolean watches) implements Command {}

    /** Which channels do I follow? Answered by {@link Reply.Follows}. */
    record ListFollows() implements Command {}

    /**
     * Let my inboxes have what is published to a channel, or no more. Answered by {@link Reply.Followed} or {@link Reply.Unfollowed}.
     *
     * @param user whose inboxes; empty for the session's own, any other is one that the authorizer must allow
     */
    record Follow(String channel, boolean follows, String user) implements Command {
        public Follow(String channel, boolean follows) {
            this(channel, follows, "");
        }
    }

    /**
     * Push to a user's own log, as its sender. Answered by {@link Reply.PushedTo}.
     *
     * @param publication its sender is as that of {@link Publish}
     * @param onlyNow shown to the sessions that are there and not stored: it has no position and no number
     */
    record Push(String user, Publication publication, boolean onlyNow) implements Command {
        public Push(String user, Publication publication) {
            this(user, publication, false);
        }
    }

    /** Ask the application something. Answered by {@link Reply.Result}. */
    record Call(String method, Payload data) implements Command {}

    /** Tell the application something. Answered by {@link Reply.Done}. */
    record Tell(Payload data) implements Command {}

    /** A request that could not be read, in a frame that could. Answered by {@link Reply.Refused}. */
    record Unreadable(PushCoreException error) implements Command {}
}
