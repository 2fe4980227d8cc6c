package io.pushcore.engine.simulation;

import java.util.function.LongFunction;

/** Runs a seed of a cluster and says what was violated, or nothing: callable from outside the class loader it was loaded by. */
public final class ClusterSimulationRun implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        try {
            ClusterSimulation.run(seed, 200, Trace.none(), new StoredInMemory());
            return "";
        } catch (RuntimeException | AssertionError violated) {
            return violated.toString();
        }
    }
}
