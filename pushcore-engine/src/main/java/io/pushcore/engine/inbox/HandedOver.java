package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.Delivery;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.InboxReader;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands the events of a session to a reader, one at a time, on the executor. */
final class HandedOver implements Runnable {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final Ground ground;
    private final LocalInboxSession session;
    private final InboxReader reader;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    HandedOver(Ground ground, LocalInboxSession session, InboxReader reader) {
        this.ground = ground;
        this.session = session;
        this.reader = reader;
    }

    /** There may be something; any thread. */
    @Override
    public void run() {
        if (scheduled.compareAndSet(false, true)) {
            ground.executor().execute(this::handOver);
        }
    }

    private void handOver() {
        InboxEvent event = session.poll();
        while (event != null) {
            hand(event);
            event = session.poll();
        }
        scheduled.set(false);
        if (!session.isEmpty()) {
            run();
        }
    }

    private void hand(InboxEvent event) {
        try {
            if (event instanceof Delivery delivery) {
                reader.delivery(delivery);
            } else if (event instanceof InboxGap gap) {
                reader.gap(gap);
            } else if (event instanceof Closed closed) {
                reader.closed(closed);
            }
        } catch (RuntimeException | Error thrown) {
            ground.warn("inbox handler", "a handler of inbox " + session.user() + " threw: " + thrown);
            if (event instanceof Delivery delivery) {
                ground.time().schedule(AGAIN_AFTER, () -> session.showAgain(delivery));
            }
        }
    }
}
