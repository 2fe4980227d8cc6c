package io.pushcore.engine.simulation;

import java.util.function.LongFunction;

/** Runs a seed and says what was violated, or nothing: callable from outside the class loader it was loaded by. */
public final class SimulationRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        try {
            Simulation.run(seed, 300, Trace.none());
            return "";
        } catch (RuntimeException | AssertionError violated) {
            return violated.toString();
        }
    }
}
