package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.Time;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.engine.session.UserSession;
import io.pushcore.storage.InboxId;
import io.pushcore.transport.Command;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The inboxes of sessions on connections, by the name of the session; held for a grace when the connection is gone. Usable from any thread. */
final class HeldInboxes {
    private final Engine engine;
    private final AcksElsewhere elsewhere;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    /**
     * An inbox that a session has; replaced as a whole.
     *
     * @param user the session of the user; null if it is not counted
     * @param resting where that lives in its grace
     */
    private record Held(
            InboxId id,
            OpenInbox inbox,
            @Nullable UserSession user,
            @Nullable LinkInbox on,
            Time.@Nullable Timer grace,
            @Nullable InboxHolder resting) {}

    /** A session that was opened on a connection. */
    record Opened(String session, @Nullable UserSession user, LinkInbox inbox, long shownBefore) {}

    HeldInboxes(Engine engine) {
        this.engine = engine;
        this.elsewhere = new AcksElsewhere(engine, this);
    }

    /**
     * Opens an inbox for a connection, or goes on with that of a session that is held here. One that was taken over or kicked is
     * refused: clients that come back by themselves would else take over from each other for ever.
     */
    CompletableFuture<Opened> open(NetLink link, InboxId id, String session) {
        Held there = session.isEmpty() ? null : held.get(session);
        if (there == null || !there.id.equals(id)) {
            return openAnew(link, id);
        }
        return attach(link, session, id, there.inbox, there.user).exceptionallyCompose(over -> {
            PushCoreException why = finalEnd(there.inbox);
            return why == null ? openAnew(link, id) : CompletableFuture.failedFuture(why);
        });
    }

    private static @Nullable PushCoreException finalEnd(OpenInbox inbox) {
        Closed.Reason reason = inbox.endedBy();
        if (reason == Closed.Reason.TAKEN_OVER) {
            return new PushCoreException(ErrorCode.TAKEN_OVER, "another session took over from this one");
        }
        return reason == Closed.Reason.KICKED
                ? new PushCoreException(ErrorCode.KICKED, "this session was ended, not to come back")
                : null;
    }

    /** Whether a session of this user is held here. */
    boolean holds(String user, String session) {
        Held there = held.get(session);
        return there != null && there.id.owner().equals(user);
    }

    /** Acknowledges for a session of this user, on whatever node and connection it is, or in its grace. */
    CompletableFuture<Void> acknowledge(String user, Command.Acknowledge command) {
        Held there = held.get(command.session());
        if (there == null || !there.id.owner().equals(user)) {
            // whether another user has it is nobody's business
            return elsewhere.acknowledge(user, command);
        }
        return there.inbox.ack(command.seq(), command.only()).exceptionallyCompose(refused -> {
            PushCoreException why = finalEnd(there.inbox);
            return CompletableFuture.failedFuture(why == null ? refused : why);
        });
    }

    private CompletableFuture<Opened> openAnew(NetLink link, InboxId id) {
        return engine.sessions
                .takeOver(id)
                .thenCompose(done -> onLane(link, () -> link.userSession().inbox(id)))
                .thenCompose(user -> engine.inboxes()
                        .open(id)
                        .thenCompose(inbox -> attach(link, engine.randomText(26), id, inbox, user.orElse(null))));
    }

    private static <T> CompletableFuture<T> onLane(NetLink link, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<CompletableFuture<T>> answer = new CompletableFuture<>();
        link.onLane(() -> answer.complete(work.get()));
        return answer.thenCompose(done -> done);
    }

    private CompletableFuture<Opened> attach(
            NetLink link, String session, InboxId id, OpenInbox inbox, @Nullable UserSession user) {
        LinkInbox sink = new LinkInbox(link, inbox);
        return inbox.attach(sink).thenApply(shownBefore -> {
            Held before = held.put(session, new Held(id, inbox, user, sink, null, null));
            if (user != null) {
                // before the other connection leaves it, or its end would be the session's
                user.liveIn(link.userSession());
            }
            if (before != null) {
                leave(before);
            }
            return new Opened(session, user, sink, shownBefore);
        });
    }

    /** The session came back on another connection. */
    private static void leave(Held before) {
        if (before.grace != null) {
            before.grace.cancel();
        }
        LinkInbox old = before.on;
        if (old != null) {
            old.link()
                    .onLane(() -> old.link().close(ErrorCode.TAKEN_OVER, "the session goes on on another connection"));
        }
    }

    /** The connection of a session is gone. */
    void gone(NetLink link, Opened opened, boolean forGood) {
        LinkInbox sink = opened.inbox();
        String session = opened.session();
        sink.inbox().detach(sink);
        UserSession user = opened.user();
        InboxHolder resting =
                forGood || user == null ? null : new InboxHolder(engine.sessions, user, sink.inbox(), true);
        held.computeIfPresent(session, (name, there) -> {
            if (there.on != sink) {
                return there;
            }
            if (forGood) {
                there.inbox.end(Closed.Reason.KICKED, "");
            }
            Duration grace = engine.tuned().within(Limit.SESSION_GRACE_MILLIS);
            Time.Timer timer = engine.time.schedule(grace, () -> engine.errands.execute(() -> graceIsOver(name)));
            return new Held(there.id, there.inbox, there.user, null, timer, resting);
        });
        if (resting != null) {
            // unless somebody came back meanwhile, whose it is now
            resting.take(link.userSession());
        }
    }

    private void graceIsOver(String session) {
        held.computeIfPresent(session, (name, there) -> {
            if (there.on != null) {
                return there;
            }
            end(there);
            return null;
        });
    }

    private static void end(Held over) {
        over.inbox.end(Closed.Reason.UNSUBSCRIBED, "");
        if (over.resting != null) {
            over.resting.over(Reason.LEFT);
        }
    }
}
