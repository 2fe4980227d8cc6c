package io.pushcore.disk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that runs what it is given, in the order it came. Any thread may add, but only one gives. */
final class Answers {
    /** Given and not through. */
    private final AtomicInteger open = new AtomicInteger();

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "pushcore-disk-answers");
    /** Only its own thread touches it. */
    private boolean ended;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Runnable answer) {
        open.incrementAndGet();
        waiting.add(answer);
    }

    /** Runs it on the caller's thread if nothing is to come before it: to wake another takes longer than a short answer. */
    void give(Runnable answer) {
        if (open.get() == 0) {
            answer.run();
        } else {
            add(answer);
        }
    }

    /** Adds the last. */
    void end(Runnable answer) {
        open.incrementAndGet();
        waiting.add(() -> {
            ended = true;
            answer.run();
        });
    }

    private void run() {
        while (!ended) {
            try {
                Runnable next = waiting.take();
                try {
                    next.run();
                } finally {
                    open.decrementAndGet();
                }
            } catch (InterruptedException e) {
                // nobody has a reason to: an answer that is owed is given
            }
        }
    }
}
