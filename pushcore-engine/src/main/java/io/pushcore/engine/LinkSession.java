package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.engine.session.Holder;
import io.pushcore.engine.session.UserSession;
import io.pushcore.storage.InboxId;
import io.pushcore.transport.SessionBegin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The session of a user that a connection carries, from when it is known who is there. Only its lane touches it, but for {@link #dismiss}. */
final class LinkSession implements Holder {
    private final Engine engine;
    private final NetLink link;
    private @Nullable UserSession session;
    private int begun;
    private Reason endedBy = Reason.LEFT;
    private String sentence = "";

    LinkSession(Engine engine, NetLink link) {
        this.engine = engine;
        this.link = link;
    }

    /** The session; null before it is known who is there, and of those that are not counted. */
    @Nullable
    UserSession current() {
        return session;
    }

    /** The public name of the session. */
    String id() {
        return session == null ? link.publicId() : session.id();
    }

    /** Somebody shows who they are: begins their session where that is all it takes. Completes on the lane, or fails on any thread. */
    CompletableFuture<Void> credentials(Identity identity) {
        UserSession there = session;
        if (there != null && there.user().equals(identity.user())) {
            return CompletableFuture.completedFuture(null);
        }
        leave(Reason.LEFT, "it is another user's now");
        return link.codec().sessionBegin() == SessionBegin.WITH_CREDENTIALS
                ? begin(identity, null)
                : CompletableFuture.completedFuture(null);
    }

    /** The same for who comes to open an inbox. */
    CompletableFuture<Optional<UserSession>> inbox(InboxId inbox) {
        UserSession there = session;
        if (there != null) {
            there.has(inbox);
            return CompletableFuture.completedFuture(Optional.of(there));
        }
        return begin(link.identity(), inbox).thenApply(begun -> Optional.ofNullable(session));
    }

    private CompletableFuture<Void> begin(Identity identity, @Nullable InboxId inbox) {
        if (identity.user().isEmpty() || identity.has(Identity.GRANT_SERVER)) {
            return CompletableFuture.completedFuture(null);
        }
        UserSession.Arrival arrival = new UserSession.Arrival(
                begun++ == 0 ? link.publicId() : engine.randomText(12),
                identity.user(),
                inbox,
                link.transport(),
                link.connection().remoteAddress(),
                engine.time.now());
        CompletableFuture<Void> answer = new CompletableFuture<>();
        engine.sessions
                .begin(arrival, this)
                .whenComplete((opened, failure) -> link.onLane(() -> {
                    if (opened == null) {
                        answer.completeExceptionally(failure);
                        return;
                    }
                    session = opened;
                    if (link.isClosed()) {
                        leave(endedBy, sentence);
                    }
                    answer.complete(null);
                }));
        return answer;
    }

    /** Goes on with a session that was held for who came back; the one that began meanwhile was none. */
    void goOnWith(@Nullable UserSession held) {
        if (held != session) {
            leave(Reason.LEFT, "it goes on as the session that it came back to");
            session = held;
        }
    }

    /** Why the connection is about to end. */
    void ends(ErrorCode code, String why) {
        endedBy = switch (code) {
            case KICKED -> Reason.KICKED;
            case TAKEN_OVER -> Reason.TAKEN_OVER;
            case CREDENTIALS_EXPIRED -> Reason.EXPIRED;
            case TIMEOUT, NO_PONG -> Reason.TIMED_OUT;
            case CLOSED -> Reason.SENT_AWAY;
            default -> Reason.FAILED;
        };
        sentence = why;
    }

    /** The connection is gone; a session that is held for a grace has left it before. */
    void gone() {
        leave(endedBy, sentence);
    }

    private void leave(Reason reason, String why) {
        UserSession there = session;
        session = null;
        if (there != null && there.move(this, Holder.NONE)) {
            engine.sessions.end(there, reason, why);
        }
    }

    @Override
    public void dismiss(ErrorCode code, String why) {
        link.onLaneLater(() -> link.close(code, why));
    }

    @Override
    public boolean isConnection() {
        return true;
    }
}
