package io.pushcore.netty.socketio;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the application does for one client, one thing at a time, in order, on an executor. Usable from any thread. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Executor executor;
    private final ConcurrentLinkedQueue<Turn> turns = new ConcurrentLinkedQueue<>();
    /** One more than there are until it begins, so that none runs before. */
    private final AtomicInteger open = new AtomicInteger(1);

    /** What the application does; what it throws is logged. */
    interface Turn {
        void take() throws Exception;
    }

    Turns(Executor executor) {
        this.executor = executor;
    }

    /** Lets them run, this first. */
    void begin(Turn first) {
        executor.execute(() -> {
            take(first);
            done();
        });
    }

    void add(Turn turn) {
        turns.add(turn);
        if (open.getAndIncrement() == 0) {
            executor.execute(this::next);
        }
    }

    private void next() {
        Turn turn = turns.poll();
        if (turn != null) {
            take(turn);
        }
        done();
    }

    private void done() {
        if (open.decrementAndGet() > 0) {
            executor.execute(this::next);
        }
    }

    private static void take(Turn turn) {
        try {
            turn.take();
        } catch (Exception failed) {
            LOG.warn("a handler of Socket.IO failed", failed);
        }
    }
}
