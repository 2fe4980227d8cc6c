package io.pushcore.engine.simulation;

import java.util.function.LongFunction;

/** Runs a seed of inboxes and says what was violated, or nothing: callable from outside the class loader it was loaded by. */
public final class InboxSimulationRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        try {
            InboxSimulation.run(seed, 300, Trace.none());
            return "";
        } catch (RuntimeException | AssertionError violated) {
            return violated.toString();
        }
    }
}
