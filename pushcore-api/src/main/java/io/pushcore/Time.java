package io.pushcore;

import java.time.Duration;
import java.time.Instant;

/** The broker's clock and its timer. */
public interface Time {
    /** The time of day, in the best resolution there is; may step. */
    Instant now();

    /** Nanoseconds that only rise, for intervals. */
    long nanoTime();

    /** Runs work once after a delay, on the timer's thread; the work only hands over and never blocks. */
    Timer schedule(Duration delay, Runnable work);

    /** Work that is due later. */
    @FunctionalInterface
    interface Timer {
        /** Takes the work back, if it has not begun. */
        void cancel();
    }
}
