package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PushCoreException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Gives events to a {@code Flow} subscriber as far as it asked for them, on the executor. */
final class FlowReader extends LocalReader implements Flow.Subscription, Runnable {
    private final Flow.Subscriber<? super Event> subscriber;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException badDemand;
    private boolean introduced;
    private boolean done;

    FlowReader(Engine engine, ChannelState channel, Flow.Subscriber<? super Event> subscriber) {
        super(engine, channel);
        this.subscriber = subscriber;
    }

    /** Tells a subscriber that there is nothing to subscribe to (rule 1.9). */
    static void refuse(Flow.Subscriber<? super Event> subscriber, PushCoreException why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(why);
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            badDemand = new IllegalArgumentException("demand must be positive (rule 3.9): " + count);
        } else {
            demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
        }
        signal();
    }

    @Override
    public void cancel() {
        cancelled = true;
        // whoever is at work sees it
        if (scheduled.compareAndSet(false, true)) {
            run();
        }
    }

    @Override
    void signal() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            engine.executor.execute(this);
        }
    }

    @Override
    public void run() {
        do {
            beginTurn();
            drain();
            endTurn();
            scheduled.set(false);
        } while (canGoOn() && scheduled.compareAndSet(false, true));
    }

    private boolean canGoOn() {
        return !done && (badDemand != null || cancelled || (isBehind() && (demand.get() > 0 || isEnding())));
    }

    private void drain() {
        try {
            if (!introduced) {
                introduced = true;
                subscriber.onSubscribe(this);
            }
            takePlace();
            while (!done) {
                if (cancelled) {
                    drop();
                    finish();
                } else if (badDemand != null) {
                    cancelled = true;
                    subscriber.onError(badDemand);
                    close();
                } else {
                    Event event = demand.get() > 0 ? poll() : pollEnd();
                    if (event == null) {
                        return;
                    }
                    hand(event);
                }
            }
        } catch (RuntimeException | Error thrown) {
            engine.counters.handlerFailures.increment();
            engine.logLines.warn("handler", "a Flow subscriber of channel " + name() + " threw", thrown);
            cancelled = true;
            drop();
            finish();
        }
    }

    private void hand(Event event) {
        if (!(event instanceof Closed closed)) {
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            subscriber.onNext(event);
            return;
        }
        finish();
        switch (closed.reason()) {
            case BROKER_CLOSED, UNSUBSCRIBED, TAKEN_OVER, KICKED -> subscriber.onComplete();
            case REFUSED -> subscriber.onError(new PushCoreException(ErrorCode.FORBIDDEN, closed.sentence()));
            case EXPIRED -> subscriber.onError(new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, closed.sentence()));
            case FAILED -> subscriber.onError(new PushCoreException(ErrorCode.INTERNAL, closed.sentence()));
        }
    }

    private void finish() {
        done = true;
        finished();
    }
}
