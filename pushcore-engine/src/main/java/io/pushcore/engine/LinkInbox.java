package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.PushCoreException;
import io.pushcore.engine.inbox.InboxSink;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.transport.Output;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The session of an inbox on a connection: a few events at hand, which the lane writes as the connection takes them. */
final class LinkInbox implements InboxSink {
    /** So many events are numbered and read ahead of the connection. */
    private static final int AT_HAND = 128;

    private final NetLink link;
    private final OpenInbox inbox;
    private final Queue<InboxEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean offered = new AtomicBoolean();
    private volatile boolean active;

    LinkInbox(NetLink link, OpenInbox inbox) {
        this.link = link;
        this.inbox = inbox;
    }

    NetLink link() {
        return link;
    }

    OpenInbox inbox() {
        return inbox;
    }

    // ---- the turns of the inbox

    @Override
    public boolean takesMore() {
        return active && count.get() < AT_HAND;
    }

    @Override
    public void show(InboxEvent event) {
        events.add(event);
        count.incrementAndGet();
        offer();
    }

    @Override
    public void closed(Closed closed) {
        events.add(closed);
        offer();
    }

    private void offer() {
        if (offered.compareAndSet(false, true)) {
            link.onLaneLater(() -> {
                offered.set(false);
                link.output().flush();
            });
        }
    }

    // ---- the lane

    /** The answer that opened it stands before: from now on it shows. */
    void activate() {
        active = true;
        inbox.goOn();
    }

    /** Whether there is one that may be written. */
    boolean hasEvents() {
        InboxEvent next = events.peek();
        return next instanceof Closed || (next != null && link.codec().takesInbox());
    }

    /** Writes the next event; false if there is none, or none is wanted now. */
    boolean writeNext(Output out) {
        InboxEvent event = hasEvents() ? events.poll() : null;
        if (event == null) {
            return false;
        }
        if (event instanceof Closed closed) {
            end(closed);
            return false;
        }
        if (count.decrementAndGet() == AT_HAND / 2) {
            inbox.goOn();
        }
        try {
            link.codec().deliver(event, out);
        } catch (PushCoreException ends) {
            link.close(ends.code(), ends.sentence());
        }
        return true;
    }

    private void end(Closed closed) {
        active = false;
        switch (closed.reason()) {
            case TAKEN_OVER -> link.close(ErrorCode.TAKEN_OVER, closed.sentence());
            case KICKED -> link.close(ErrorCode.KICKED, closed.sentence());
            case FAILED -> link.close(ErrorCode.STORAGE_UNAVAILABLE, closed.sentence());
            // the link has an end of its own
            default -> {}
        }
    }
}
