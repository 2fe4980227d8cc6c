package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.Event;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Reader;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls a handler on the executor, one event at a time. */
final class HandlerReader extends LocalReader implements Runnable {
    /** Events in one turn on the executor, so that readers share its threads. */
    private static final int TURN = 2_000;

    private final Reader reader;
    private final Executor executor;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    HandlerReader(Engine engine, ChannelState channel, Reader reader, Executor executor) {
        super(engine, channel);
        this.reader = reader;
        this.executor = executor;
    }

    @Override
    void signal() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            executor.execute(this);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < TURN; i++) {
            Event event = poll();
            if (event != null) {
                hand(event);
                continue;
            }
            scheduled.set(false);
            // what came before the flag fell signalled nobody
            if (!isBehind() || !scheduled.compareAndSet(false, true)) {
                return;
            }
        }
        executor.execute(this);
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
