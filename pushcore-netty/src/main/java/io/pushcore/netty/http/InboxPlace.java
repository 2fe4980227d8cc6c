package io.pushcore.netty.http;

import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/**
 * Where a client stands in its inbox.
 *
 * @param session that it comes back to; empty for none
 * @param after the number up to which it wants to be shown nothing again; that acknowledges nothing
 */
record InboxPlace(String session, long after) {
    /** What {@code Last-Event-ID}, else {@code session} and {@code after} say. */
    static InboxPlace of(Request request) {
        String last = request.header("last-event-id");
        if (!last.isEmpty()) {
            return afterEvent(last);
        }
        return new InboxPlace(
                request.parameter("session").orElse(""),
                request.parameter("after").map(Position::parseOffset).orElse(0L));
    }

    /** Other servers have ids of other forms, and a browser that moves over sends the last one by itself: it stands nowhere. */
    private static InboxPlace afterEvent(String id) {
        int colon = id.indexOf(':');
        try {
            return new InboxPlace(id.substring(0, Math.max(0, colon)), Position.parseOffset(id.substring(colon + 1)));
        } catch (PushCoreException foreign) {
            return new InboxPlace("", 0);
        }
    }

    Command open(Request request) {
        return new Command.OpenInbox(request.parameter("device").orElse(""), session);
    }

    /** The same in an inbox as it was opened: a number that it has not given yet is of another life of it, and counts for nothing. */
    InboxPlace in(Reply.InboxOpened opened) {
        return new InboxPlace(opened.session(), after <= opened.shownBefore() ? after : 0);
    }

    /** Whether it wants to be shown this number; 0 is always new. */
    boolean wants(long seq) {
        return seq == 0 || seq > after;
    }

    /** Without the name of the session, which is the right to it. */
    @Override
    public String toString() {
        return "InboxPlace[" + after + "]";
    }
}
