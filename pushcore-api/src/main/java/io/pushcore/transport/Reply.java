package io.pushcore.transport;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Page;
import io.pushcore.Payload;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.Presence;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.Pushed;
import io.pushcore.ReadStates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The answer to a {@link Command}. */
public sealed interface Reply {
    /** It is so. */
    record Done() implements Reply {}

    /** @param already whether the session had shown its credentials before */
    record Authenticated(Identity identity, boolean already) implements Reply {}

    record Token(String token) implements Reply {}

    /**
     * @param start the next message is the one after it; offset 0 where there is no position
     * @param already whether there was such a subscription, which goes on as it is
     * @param recovered whether everything after the start that was asked for will come
     * @param expires when it ends unless it is refreshed; {@link Instant#MAX} for never
     */
    record Subscribed(Position start, boolean already, boolean recovered, Instant expires) implements Reply {
        public Subscribed(Position start, boolean already) {
            this(start, already, true, Instant.MAX);
        }
    }

    /** @param expires when the subscription ends unless it is refreshed again; {@link Instant#MAX} for never */
    record Refreshed(Instant expires) implements Reply {}

    /** @param was whether there was such a subscription */
    record Unsubscribed(boolean was) implements Reply {}

    record Accepted(Published published) implements Reply {}

    /**
     * A page of history. Nothing else is written to its connection between the first and the last.
     *
     * @param first whether it is the first page of the answer
     * @param last whether no page follows
     */
    record HistoryPage(Page page, boolean first, boolean last) implements Reply {}

    record PresenceList(List<Presence> presence) implements Reply {
        public PresenceList {
            presence = List.copyOf(presence);
        }
    }

    /**
     * @param session its name, which is the right to come back to it
     * @param shownBefore the highest number that was shown before
     */
    record InboxOpened(String session, long shownBefore) implements Reply {}

    record Pending(PendingMessages pending) implements Reply {}

    record OwnPage(Page page) implements Reply {}

    record Unread(long count) implements Reply {}

    record States(ReadStates states) implements Reply {}

    /** @param newest how far the log reaches now */
    record HeadWatched(Position newest) implements Reply {}

    record Follows(List<String> channels) implements Reply {
        public Follows {
            channels = List.copyOf(channels);
        }
    }

    /** @param from where it takes effect */
    record Followed(Position from) implements Reply {}

    /** @param was whether the user followed */
    record Unfollowed(boolean was) implements Reply {}

    record PushedTo(Pushed pushed) implements Reply {}

    /** What the application answered. */
    record Result(Payload data) implements Reply {}

    /**
     * It is not so, and why.
     *
     * @param retryAfter when to try again, which the sentence says too; zero where time alone does not help or nobody knows
     */
    record Refused(ErrorCode code, String sentence, Duration retryAfter) implements Reply {
        public Refused(ErrorCode code, String sentence) {
            this(code, sentence, Duration.ZERO);
        }

        /** What an exception says. */
        public static Refused of(PushCoreException why) {
            return new Refused(why.code(), why.sentence(), why.retryAfter());
        }
    }
}
