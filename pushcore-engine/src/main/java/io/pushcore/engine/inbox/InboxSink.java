package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.InboxEvent;

/** Where an open inbox shows what it has: a session. Called on the turns of the inbox; never blocks. */
public interface InboxSink {
    /** Whether it takes one more event now; when that changes from no to yes, it says {@link OpenInbox#goOn}. */
    boolean takesMore();

    void show(InboxEvent event);

    /** The last event. */
    void closed(Closed closed);
}
