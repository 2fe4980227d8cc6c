package io.pushcore.engine;

import java.util.function.BooleanSupplier;

/**
 * How a reader that keeps up looks for more: the faster messages come, the longer it waits between two looks. Each look costs the
 * publisher, whose processor has to fetch back what was looked at; a look that finds many costs it less for each.
 */
final class Lookout {
    /** Pauses of the processor between two looks: some 5 µs where messages come slowly, 80 where they come as fast as can be. */
    private static final int SHORTEST = 200;

    private static final int LONGEST = 3_200;
    /** In which it looks before it falls asleep: some 30 µs, about what it takes to wake a thread. */
    private static final int PATIENCE = 1_000;
    /** A look that finds fewer is followed by a shorter wait. */
    private static final int FEW = 4;
    /** Where at least one message comes in so many pauses the wait becomes longer, else it is long enough. */
    private static final int PAUSES_OF_ONE = 50;
    /** Who finds so many lags and looks again at once. */
    private static final int LAG = 1_024;

    private int wait = SHORTEST;

    /** The last look found so many, which are read; waits until the next look is due. */
    void found(long messages) {
        if (messages >= LAG) {
            return;
        }
        if (messages < FEW) {
            shorten();
        } else if (messages * PAUSES_OF_ONE >= wait) {
            wait = Math.min(2 * wait, LONGEST);
        }
        pause();
    }

    /** Looks for a while; whether there was something. */
    boolean sees(BooleanSupplier more) {
        for (int waited = 0; waited < PATIENCE; waited += wait) {
            pause();
            if (more.getAsBoolean()) {
                return true;
            }
            shorten();
        }
        return false;
    }

    private void shorten() {
        wait = Math.max(wait / 2, SHORTEST);
    }

    private void pause() {
        for (int i = 0; i < wait; i++) {
            Thread.onSpinWait();
        }
    }
}
