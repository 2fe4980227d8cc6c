package io.pushcore.engine;

import java.util.function.BooleanSupplier;

/**
 * How a reader that keeps up looks for more: the faster messages come, the longer it waits between two looks. Each look costs the
 * publisher, whose processor has to fetch back what was looked at; a look that finds many costs it less for each.
 */
final class Lookout {
    /** Pauses of the processor between two looks: some 5 µs where messages come slowly, 20 where they come fast. */
    private static final int SHORTEST = 200;

    private static final int LONGEST = 800;
    /** In which it looks before it falls asleep: some 30 µs, about what it takes to wake a thread. */
    private static final int PATIENCE = 1_000;
    /** A look that finds so many is followed by a longer wait, any other by a shorter. */
    private static final int MANY = 8;
    /** Who finds so many lags and looks again at once. */
    private static final int LAG = 64;

    private int wait = SHORTEST;

    /** The last look found so many, which are read; waits until the next look is due. */
    void found(long messages) {
        if (messages >= LAG) {
            return;
        }
        wait = messages >= MANY ? Math.min(2 * wait, LONGEST) : Math.max(wait / 2, SHORTEST);
        pause();
    }

    /** Looks for a while; whether there was something. */
    boolean sees(BooleanSupplier more) {
        for (int waited = 0; waited < PATIENCE; waited += wait) {
            pause();
            if (more.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private void pause() {
        for (int i = 0; i < wait; i++) {
            Thread.onSpinWait();
        }
    }
}
