package io.pushcore.chaos;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting in the threads of this program. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(50);

    private Patience() {}

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it came about within the time. */
    static boolean until(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            pause(LOOK);
        }
        return true;
    }
}
