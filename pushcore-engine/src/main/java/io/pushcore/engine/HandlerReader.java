package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Reader;
import io.pushcore.Start;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls a handler on the executor, one event at a time. */
final class HandlerReader extends LocalReader implements Runnable {
    /** Events in one turn on the executor, so that readers share its threads. */
    private static final int TURN = 2_000;
    /** Events since it was woken, from which on the next one is likely to come soon. */
    private static final int LIVELY = 16;

    private final Reader reader;
    private final Executor executor;
    /** Whether it is awake: at work, or about to be. Before it begins nobody need wake it. */
    private final AtomicBoolean awake = new AtomicBoolean(true);

    private final Lookout lookout = new Lookout();
    private int eventsAwake;

    HandlerReader(Engine engine, ChannelState channel, Reader reader, Executor executor) {
        super(engine, channel);
        this.reader = reader;
        this.executor = executor;
    }

    @Override
    void begin(Start start) {
        fallAsleep();
        super.begin(start);
    }

    @Override
    void signal() {
        if (wakes()) {
            executor.execute(this);
        }
    }

    @Override
    public boolean saysWhenItSleeps() {
        return true;
    }

    @Override
    boolean holdsUp(Set<Thread> closers) {
        return super.holdsUp(closers) && !(executor instanceof SerialExecutor serial && serial.isHeldBy(closers));
    }

    @Override
    public void run() {
        beginTurn();
        // the executor may be gone when it is cut
        for (int i = 0; i < TURN || isCut(); i++) {
            holdBack();
            Event event = poll();
            if (event != null) {
                hand(event);
                eventsAwake++;
                continue;
            }
            if (comesSoon()) {
                continue;
            }
            engine.readership.sleeps();
            endTurn();
            if (hasEnded()) {
                return;
            }
            fallAsleep();
            // what came before that woke nobody
            if (!isBehind() || !wakes()) {
                return;
            }
            beginTurn();
        }
        endTurn();
        executor.execute(this);
    }

    private void fallAsleep() {
        eventsAwake = 0;
        // counted first: there are never more sleepers than the count says
        channel.sleepers().add();
        awake.set(false);
    }

    /** Whether it slept and is awake now. */
    private boolean wakes() {
        if (awake.get() || !awake.compareAndSet(false, true)) {
            return false;
        }
        channel.sleepers().remove();
        engine.readership.wakes();
        return true;
    }

    /** Whether events come so fast that it is worth while to wait for the next, and a processor is free. */
    private boolean isLively() {
        return eventsAwake >= LIVELY && engine.readership.leavesProcessors();
    }

    /** Lets events gather before it looks for more, if it keeps up with them. */
    private void holdBack() {
        long found = foundLast();
        if (found > 0 && isLively()) {
            lookout.found(found);
        }
    }

    /** Waits a little where events come fast, so that the publisher need not wake a thread for each. */
    private boolean comesSoon() {
        return isLively() && lookout.sees(this::isBehind);
    }

    private void hand(Event event) {
        try {
            if (event instanceof Message message) {
                reader.message(message);
            } else if (event instanceof Gap gap) {
                reader.gap(gap);
            } else if (event instanceof Closed closed) {
                reader.closed(closed);
            }
        } catch (RuntimeException | Error thrown) {
            engine.counters.handlerFailures.increment();
            engine.logLines.warn("handler", "a subscriber of channel " + name() + " threw", thrown);
        } finally {
            if (event instanceof Closed) {
                finished();
            }
        }
    }
}
