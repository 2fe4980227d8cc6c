package io.pushcore.benchmarks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where a publisher waits until all subscribers have received all messages of a round. */
final class Rounds {
    private static final int MOST = 1_000_000;

    private final Semaphore completed = new Semaphore(0);
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /** One subscriber has received its round. */
    void complete() {
        completed.release();
    }

    /** A subscriber saw what must not be: whoever waits fails with the first such sentence. */
    void fail(String sentence) {
        if (failure.compareAndSet(null, sentence)) {
            completed.release(MOST);
        }
    }

    /** Returns when so many subscribers are through; fails if one of them saw a fault, or a message is missing for a minute. */
    void await(int subscribers) throws InterruptedException {
        boolean whole = completed.tryAcquire(subscribers, 1, TimeUnit.MINUTES);
        String sentence = failure.get();
        if (sentence != null) {
            throw new IllegalStateException(sentence);
        }
        if (!whole) {
            throw new IllegalStateException("messages are missing");
        }
    }
}
