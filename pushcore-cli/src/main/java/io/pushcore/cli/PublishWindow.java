package io.pushcore.cli;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The publishes that wait for their answer, bounded in number and in bytes. One thread adds, another takes them off in the
 * same order; whoever adds waits while it is full.
 */
final class PublishWindow {
    static final int MOST = 64 << 10;
    static final long MOST_BYTES = 8 << 20;

    private final int[] sizes = new int[MOST];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();

    // what is sent is written by the thread that adds only, what is answered by the other
    private volatile long sent;
    private volatile long answered;
    private volatile long sentBytes;
    private volatile long answeredBytes;
    private volatile boolean waiting;
    private volatile boolean closed;

    /** Whether one more of this size may be sent; one is always allowed. */
    boolean hasSpace(int size) {
        long unanswered = sent - answered;
        return unanswered == 0 || (unanswered < MOST && sentBytes - answeredBytes + size <= MOST_BYTES);
    }

    /** Waits until half of it is free; false when it was closed. */
    boolean awaitSpace() throws InterruptedException {
        lock.lock();
        try {
            waiting = true;
            while (!closed && !isHalfFree()) {
                space.await();
            }
            return !closed;
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    /** One more is about to be sent. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes them
    void add(int size) {
        long index = sent;
        sizes[(int) (index % MOST)] = size;
        sentBytes += size;
        sent = index + 1;
    }

    /** The oldest was answered; false if there is none. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes them
    boolean takeOff() {
        long index = answered;
        if (index == sent) {
            return false;
        }
        answeredBytes += sizes[(int) (index % MOST)];
        answered = index + 1;
        if (waiting && isHalfFree()) {
            wake();
        }
        return true;
    }

    /** Nothing will be taken off any more. */
    void close() {
        closed = true;
        wake();
    }

    long sent() {
        return sent;
    }

    long answered() {
        return answered;
    }

    private boolean isHalfFree() {
        long unanswered = sent - answered;
        return unanswered <= MOST / 2 && sentBytes - answeredBytes <= MOST_BYTES / 2;
    }

    private void wake() {
        lock.lock();
        try {
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
