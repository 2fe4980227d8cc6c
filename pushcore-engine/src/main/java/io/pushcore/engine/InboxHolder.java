package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.engine.session.Holder;
import io.pushcore.engine.session.UserSession;
import io.pushcore.engine.session.UserSessions;
import org.jspecify.annotations.Nullable;

/**
 * What a session without a connection lives in: its inbox, open in the process or held for the grace. It ends with that. Usable from any
 * thread.
 */
final class InboxHolder implements Holder {
    private final UserSessions sessions;
    private final UserSession session;
    private final OpenInbox inbox;
    private final boolean resting;

    InboxHolder(UserSessions sessions, UserSession session, OpenInbox inbox, boolean resting) {
        this.sessions = sessions;
        this.session = session;
        this.inbox = inbox;
        this.resting = resting;
    }

    /** From now on the session lives here, if it is still where it was; says whether. */
    boolean take(Holder from) {
        if (!session.move(from, this)) {
            return false;
        }
        inbox.whenEnded(() -> over(reason(inbox.endedBy())));
        return true;
    }

    /** It ends, unless it went on elsewhere. */
    void over(Reason why) {
        if (session.move(this, Holder.NONE)) {
            sessions.end(session, why, "");
        }
    }

    private static Reason reason(Closed.@Nullable Reason why) {
        if (why == null) {
            return Reason.FAILED;
        }
        return switch (why) {
            case UNSUBSCRIBED -> Reason.LEFT;
            case TAKEN_OVER -> Reason.TAKEN_OVER;
            case KICKED, REFUSED -> Reason.KICKED;
            case BROKER_CLOSED -> Reason.SENT_AWAY;
            case EXPIRED -> Reason.EXPIRED;
            case FAILED -> Reason.FAILED;
        };
    }

    @Override
    public void dismiss(ErrorCode code, String sentence) {
        inbox.end(code == ErrorCode.TAKEN_OVER ? Closed.Reason.TAKEN_OVER : Closed.Reason.KICKED, sentence);
    }

    @Override
    public boolean isResting() {
        return resting;
    }
}
