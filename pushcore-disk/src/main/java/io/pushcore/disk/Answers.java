package io.pushcore.disk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A thread that runs what it is given, in the order it came. Any thread may add. */
final class Answers {
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "pushcore-disk-answers");
    /** Only its own thread touches it. */
    private boolean ended;

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Runnable answer) {
        waiting.add(answer);
    }

    /** Adds the last. */
    void end(Runnable answer) {
        waiting.add(() -> {
            ended = true;
            answer.run();
        });
    }

    private void run() {
        while (!ended) {
            try {
                waiting.take().run();
            } catch (InterruptedException e) {
                // nobody has a reason to: an answer that is owed is given
            }
        }
    }
}
