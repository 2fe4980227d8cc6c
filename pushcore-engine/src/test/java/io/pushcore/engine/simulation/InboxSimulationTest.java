package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Inboxes under one thread and a seed, many times. {@code -Dpushcore.seeds=N} runs so many seeds, {@code -Dpushcore.seed=S} one of
 * them, step by step.
 */
@DisplayName("I1 to I9, I12, C3: inboxes under faults, crashes and takeovers")
class InboxSimulationTest {
    private static final String REPLAY = "mvn -o test -pl pushcore-engine -am -Dtest=InboxSimulationTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=";

    @Test
    void everyPromiseIsKeptInEverySeed() {
        Long only = Long.getLong("pushcore.seed");
        if (only != null) {
            Simulations.INBOXES.replay(only, seed -> new StoredInMemory());
            return;
        }
        runSeeds(1, Long.getLong("pushcore.seeds", 600));
    }

    @Test
    @Tag("long")
    void everyPromiseIsKeptInManyMoreSeeds() {
        runSeeds(1_000_000, Long.getLong("pushcore.seeds", 6_000));
    }

    @Test
    void aSeedReplaysExactly() {
        for (long seed = 1; seed <= 10; seed++) {
            List<String> once = Simulations.INBOXES.linesOf(seed, unused -> new StoredInMemory());
            List<String> again = Simulations.INBOXES.linesOf(seed, unused -> new StoredInMemory());
            assertThat(again).as("seed " + seed).isEqualTo(once);
        }
    }

    private static void runSeeds(long first, long count) {
        Simulations.INBOXES.runSeeds(first, count, REPLAY, seed -> new StoredInMemory());
    }
}
