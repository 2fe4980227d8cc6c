package io.pushcore.storage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Work that runs piece after piece, in the order it came, where it may block. Its lock guards its fields. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Consumer<StorageContext>> waiting = new ArrayDeque<>();
    private @Nullable StorageContext context;
    private boolean running;

    void open(StorageContext opened) {
        lock.lock();
        try {
            context = opened;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the work will run: not before it is opened, nor after the last. */
    boolean add(Consumer<StorageContext> work) {
        return add(work, false);
    }

    /** Adds what is the last. */
    boolean end(Consumer<StorageContext> work) {
        return add(work, true);
    }

    private boolean add(Consumer<StorageContext> work, boolean last) {
        StorageContext opened;
        boolean idle;
        lock.lock();
        try {
            opened = context;
            if (opened == null) {
                return false;
            }
            context = last ? null : opened;
            waiting.add(work);
            idle = !running;
            running = true;
        } finally {
            lock.unlock();
        }
        if (idle) {
            opened.blocking().execute(() -> run(opened));
        }
        return true;
    }

    private void run(StorageContext opened) {
        for (Consumer<StorageContext> work = next(); work != null; work = next()) {
            work.accept(opened);
        }
    }

    private @Nullable Consumer<StorageContext> next() {
        lock.lock();
        try {
            Consumer<StorageContext> next = waiting.poll();
            running = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }
}
