package io.pushcore.engine.session;

import io.pushcore.SessionEvent;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.storage.LeaseStore;
import org.jspecify.annotations.Nullable;

/** Tells the application's observer of sessions, one event at a time. Usable from any thread. */
final class SessionNews {
    private final Terms terms;

    SessionNews(Terms terms) {
        this.terms = terms;
    }

    void opened(UserSession session) {
        tell(session.opened());
    }

    /** Tells of an end, if nobody has. */
    void closed(UserSession session) {
        tell(session.closed());
    }

    /** The same of one that is not here, or not any more. */
    void closed(LeaseStore.Session row, Reason reason, String sentence) {
        tell(new SessionEvent.Closed(row.id(), row.user(), row.device(), reason, sentence));
    }

    private void tell(@Nullable SessionEvent event) {
        if (event == null) {
            return;
        }
        terms.inTurn().execute(() -> {
            try {
                terms.observer().accept(event);
            } catch (RuntimeException | Error thrown) {
                terms.warn().accept("session events", "the observer of sessions threw: " + thrown);
            }
        });
    }
}
