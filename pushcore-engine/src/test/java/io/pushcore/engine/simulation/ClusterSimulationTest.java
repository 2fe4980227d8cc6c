package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters under one thread and a seed, many times. {@code -Dpushcore.seeds=N} runs so many seeds. */
@DisplayName("C1 to C5, I1 to I7, L13: clusters under faults, crashes, pauses and lost hints")
class ClusterSimulationTest {
    @Test
    void everyPromiseIsKeptInEverySeed() {
        runSeeds(1, Long.getLong("pushcore.seeds", 100));
    }

    @Test
    @Tag("long")
    void everyPromiseIsKeptInManyMoreSeeds() {
        runSeeds(1_000_000, Long.getLong("pushcore.seeds", 2_000));
    }

    private static void runSeeds(long first, long count) {
        Map<Long, String> violated = new TreeMap<>();
        for (long seed = first; seed < first + count; seed++) {
            String violation = new ClusterSimulationRun().apply(seed);
            if (!violation.isEmpty()) {
                violated.put(seed, violation);
            }
        }
        assertThat(violated).as("seeds, and what each violated").isEmpty();
    }
}
