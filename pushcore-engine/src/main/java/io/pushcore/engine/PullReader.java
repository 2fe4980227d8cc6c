package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Gives events to the thread that asks for them. */
final class PullReader extends LocalReader implements PullSubscription {
    /** A wait for ever. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final AtomicReference<@Nullable Thread> asking = new AtomicReference<>();

    PullReader(Engine engine, ChannelState channel) {
        super(engine, channel);
    }

    @Override
    void signal() {
        Thread thread = asking.get();
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Optional<Event> next(Duration atMost) throws InterruptedException {
        if (!asking.compareAndSet(null, Thread.currentThread())) {
            throw new PushCoreException(ErrorCode.SECOND_READER, "another thread waits in next on channel " + name());
        }
        try {
            return await(System.nanoTime() + (atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost).toNanos());
        } finally {
            asking.set(null);
        }
    }

    /** Nobody may ever ask again: only one who waits here, or has something left to take, is waited for. */
    @Override
    boolean holdsUp(Set<Thread> closers) {
        return asking.get() != null || !hasCaughtUp();
    }

    @Override
    public void close() {
        super.close();
        if (asking.compareAndSet(null, Thread.currentThread())) {
            // nobody asks, so that nobody would meet the end
            try {
                drop();
                finished();
            } finally {
                asking.set(null);
            }
        }
    }

    private Optional<Event> await(long deadline) throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Event event = poll();
            if (event != null) {
                if (event instanceof Closed) {
                    finished();
                }
                return Optional.of(event);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || hasEnded()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(this, left);
        }
    }
}
