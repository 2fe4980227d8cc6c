package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.engine.simulation.Simulations;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulations of the engine over a directory, whose process is killed, loses power or is closed in the midst. {@code
 * -Dpushcore.seeds=N} runs so many seeds, from {@code pushcore.firstSeed} on, {@code -Dpushcore.seed=S} one of them, step by step.
 */
class DiskSimulationTest {
    @TempDir(factory = FastestDirectory.class)
    Path temporary;

    @ParameterizedTest
    @EnumSource(names = {"CHANNELS", "INBOXES"}) // one broker has a directory
    void everyPromiseIsKeptInEverySeed(Simulations simulation) {
        Long only = Long.getLong("pushcore.seed");
        if (only != null) {
            simulation.replay(only, this::stored);
            return;
        }
        runSeeds(simulation, Long.getLong("pushcore.firstSeed", 1), Long.getLong("pushcore.seeds", 8));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNELS", "INBOXES"}) // one broker has a directory
    @Tag("full")
    void everyPromiseIsKeptInManyMoreSeeds(Simulations simulation) {
        runSeeds(simulation, 1_000, Long.getLong("pushcore.seeds", 80));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANNELS", "INBOXES"}) // one broker has a directory
    void aSeedReplaysExactly(Simulations simulation) {
        List<String> once = simulation.linesOf(1, this::stored);
        assertThat(simulation.linesOf(1, this::stored)).isEqualTo(once);
    }

    private void runSeeds(Simulations simulation, long first, long count) {
        String replay = "mvn -o test -pl pushcore-disk -am -Dtest=DiskSimulationTest#everyPromiseIsKeptInEverySeed"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=";
        simulation.runSeeds(first, count, replay, this::stored);
    }

    private StoredOnDisk stored(long seed) {
        return new StoredOnDisk(temporary, seed);
    }
}
