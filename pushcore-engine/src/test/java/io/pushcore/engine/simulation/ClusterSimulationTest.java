package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clusters under one thread and a seed, many times. {@code -Dpushcore.seeds=N} runs so many seeds, {@code -Dpushcore.seed=S} one of
 * them, step by step.
 */
@DisplayName(
        "C1 to C5, I1 to I7, I9, I11, L13, R1, R2: several nodes under faults of each one's storage and of what lies between them")
class ClusterSimulationTest {
    private static final String REPLAY = "mvn -o test -pl pushcore-engine -am -Dtest=ClusterSimulationTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=";

    @Test
    void everyPromiseIsKeptInEverySeed() {
        Long only = Long.getLong("pushcore.seed");
        if (only != null) {
            Simulations.CLUSTERS.replay(only, seed -> new StoredInMemory());
            return;
        }
        runSeeds(1, Long.getLong("pushcore.seeds", 2_000));
    }

    @Test
    @Tag("long")
    void everyPromiseIsKeptInManyMoreSeeds() {
        runSeeds(1_000_000, Long.getLong("pushcore.seeds", 10_000));
    }

    @Test
    void aSeedReplaysExactly() {
        for (long seed = 1; seed <= 10; seed++) {
            List<String> once = Simulations.CLUSTERS.linesOf(seed, unused -> new StoredInMemory());
            List<String> again = Simulations.CLUSTERS.linesOf(seed, unused -> new StoredInMemory());
            assertThat(again).as("seed " + seed).isEqualTo(once);
        }
    }

    private static void runSeeds(long first, long count) {
        Simulations.CLUSTERS.runSeeds(first, count, REPLAY, seed -> new StoredInMemory());
    }
}
