package io.pushcore.engine.simulation;

import java.time.Duration;

/** Where a storage's work waits for its turn. */
interface Latency {
    /** Runs work as another thread, soon. */
    void soon(Runnable work);

    /** Runs work as another thread, after a while. */
    void after(Duration delay, Runnable work);

    /** A place where the caller may be held up. */
    void mayYield();
}
