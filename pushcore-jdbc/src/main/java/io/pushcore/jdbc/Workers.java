package io.pushcore.jdbc;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that ask the database, each with a connection of its own: as many as connections may be taken. Callers only hand over, so that no
 * call blocks, also while the broker's executor stands still.
 */
final class Workers {
    /** A connection that was idle so long is given back. */
    private static final long IDLE_SECONDS = 10;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition arrived = lock.newCondition();
    private final Deque<Work> waiting = new ArrayDeque<>();
    private final List<Link> links = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int running;
    private boolean isClosed;

    /** Begins. */
    void start(int count, Supply supply) {
        lock.lock();
        try {
            running = count;
            for (int i = 1; i <= count; i++) {
                Link link = new Link(supply);
                links.add(link);
                Thread thread = new Thread(() -> work(link), "pushcore-jdbc-" + i);
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Never blocks. After the end the work fails as closed. */
    void add(Work work) {
        lock.lock();
        try {
            if (!isClosed) {
                waiting.add(work);
                arrived.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        work.failed(new StorageException(Fault.CLOSED, "storage is not open"));
    }

    /** Takes no more work, does what waits, gives the connections back. */
    CompletableFuture<Void> close() {
        lock.lock();
        try {
            isClosed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return ended;
    }

    /** Ends as the end of the process would: what waits is dropped, connections are cut. */
    CompletableFuture<Void> abandon() {
        lock.lock();
        try {
            waiting.clear();
            links.forEach(Link::cut);
        } finally {
            lock.unlock();
        }
        return close();
    }

    private void work(Link link) {
        try {
            for (Work next = next(link); next != null; next = next(link)) {
                link.run(next);
            }
        } finally {
            link.giveBack();
            end();
        }
    }

    private void end() {
        boolean isLast;
        lock.lock();
        try {
            isLast = --running == 0;
        } finally {
            lock.unlock();
        }
        if (isLast) {
            ended.complete(null);
        }
    }

    private @Nullable Work next(Link link) {
        while (true) {
            Work next = next();
            if (next != null) {
                return next;
            }
            lock.lock();
            try {
                if (isClosed && waiting.isEmpty()) {
                    return null;
                }
            } finally {
                lock.unlock();
            }
            link.giveBack();
        }
    }

    /** What waits, or what comes within the time that a connection may be idle. */
    private @Nullable Work next() {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            while (waiting.isEmpty() && !isClosed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return waiting.poll();
        } catch (InterruptedException e) {
            return null; // nobody interrupts these threads; should one, it looks again
        } finally {
            lock.unlock();
        }
    }
}
