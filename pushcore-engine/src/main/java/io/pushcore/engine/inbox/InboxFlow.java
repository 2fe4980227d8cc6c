package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.InboxEvent;
import io.pushcore.PushCoreException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Gives the events of a session to a {@code Flow} subscriber as far as it asked for them, on the executor. */
final class InboxFlow implements Flow.Subscription, Runnable {
    private final Ground ground;
    private final LocalInboxSession session;
    private final Flow.Subscriber<? super InboxEvent> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException badDemand;
    private boolean introduced;
    private boolean done;
    /** Taken, and not asked for yet. */
    private @Nullable InboxEvent taken;

    InboxFlow(Ground ground, LocalInboxSession session, Flow.Subscriber<? super InboxEvent> subscriber) {
        this.ground = ground;
        this.session = session;
        this.subscriber = subscriber;
    }

    /** Tells a subscriber that there is nothing to subscribe to (rule 1.9). */
    void refuse(PushCoreException why) {
        subscriber.onSubscribe(this);
        done = true;
        subscriber.onError(why);
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            badDemand = new IllegalArgumentException("demand must be positive (rule 3.9): " + count);
        } else {
            demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
        }
        run();
    }

    @Override
    public void cancel() {
        cancelled = true;
        session.close();
    }

    /** There may be something; any thread. */
    @Override
    public void run() {
        if (!done && scheduled.compareAndSet(false, true)) {
            ground.executor().execute(this::give);
        }
    }

    private void give() {
        try {
            drain();
        } catch (RuntimeException | Error thrown) {
            ground.warn("inbox handler", "a Flow subscriber of inbox " + session.user() + " threw: " + thrown);
            done = true;
            cancel();
        }
        scheduled.set(false);
        if (!done && (badDemand != null || cancelled || hasNext())) {
            run();
        }
    }

    private boolean hasNext() {
        return (taken != null && (demand.get() > 0 || taken instanceof Closed))
                || (taken == null && !session.isEmpty());
    }

    private void drain() {
        if (!introduced) {
            introduced = true;
            subscriber.onSubscribe(this);
        }
        while (!done) {
            if (cancelled) {
                done = true;
                return;
            }
            if (badDemand != null) {
                done = true;
                subscriber.onError(badDemand);
                session.close();
                return;
            }
            if (taken == null) {
                taken = session.poll();
            }
            InboxEvent event = taken;
            if (event instanceof Closed closed) {
                done = true;
                complete(closed);
            } else if (event == null || demand.get() == 0) {
                return;
            } else {
                taken = null;
                demand.updateAndGet(had -> had == Long.MAX_VALUE ? had : had - 1);
                subscriber.onNext(event);
            }
        }
    }

    private void complete(Closed closed) {
        if (closed.reason() == Closed.Reason.FAILED) {
            subscriber.onError(new PushCoreException(io.pushcore.ErrorCode.INTERNAL, closed.sentence()));
        } else {
            subscriber.onComplete();
        }
    }
}
