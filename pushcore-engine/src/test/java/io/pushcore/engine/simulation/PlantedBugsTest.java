package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation turns red when the engine or its storage has a bug: each of these is found within a few hundred seeds. */
class PlantedBugsTest {
    private static final int SEEDS = 1_000;

    static Stream<Mutant> bugs() {
        return Stream.of(
                Mutant.of("the index of a tape is off by one", "Segment")
                        .replacing(
                                "return number == 0 ? 0 : ends[number - 1];",
                                "return number < 2 ? 0 : ends[number - 2];"),
                Mutant.of("a segment is let go while it is written", "Batch")
                        .replacing("held.add(segment);", "segment.release();"),
                Mutant.of("a hole after an unknown outcome is skipped", "LogPlace")
                        .replacing(
                                "isLatestOnly() ? head : index + 1;",
                                "isLatestOnly() ? head : Math.max(index + 1, window.first());"),
                Mutant.of("a lane's round forgets to wake one of its readers", "LaneGroup")
                        .replacing("i = members.size() - 1; i >= 0; i--", "i = members.size() - 1; i > 0; i--"),
                Mutant.of("a channel taken up again repeats its append numbers", "Appender")
                        .replacing("this.numbers = engine.retiredNumber.get();", ""),
                Mutant.of("an append that may have been stored is said to be refused", "Appender")
                        .replacing(" || batch.isUnsure) {", ") {"),
                Mutant.of("an append of unknown outcome is repeated under a new number", "Appender")
                        .replacing(
                                "repeat(this, next);",
                                "repeat(underWay = new Batch(entries, entries.stream().map(Appender.this::append).toList()), next);"),
                Mutant.of("all is said to come though part of it is gone", "WholeStart")
                        .replacing("result instanceof ReadResult.Found;", "true;"),
                Mutant.of("nothing is said to come though all of it is kept", "WholeStart")
                        .replacing("result instanceof ReadResult.Found;", "false;"),
                Mutant.of("a subscription for all or nothing goes on after a gap", "LinkReader")
                        .replacing("return !asked.whole();", "return true;"),
                Mutant.of("a reader forgives every gap", "LogPlace").replacing("if (forgiven) {", "if (true) {"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aBugOfTheEngineIsFound(Mutant mutant, @TempDir Path directory) throws Exception {
        found(mutant.toString(), mutant.load(directory, SimulationRun.class));
    }

    @Test
    void anAnnouncementBeforeVisibilityIsFound() {
        found("an announcement before visibility", seed -> {
            try {
                Simulation.run(seed, 300, Trace.none(), new StoredInMemory(), true);
                return "";
            } catch (Violation violation) {
                return violation.toString();
            }
        });
    }

    private static void found(String bug, LongFunction<String> run) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            String violated = run.apply(seed);
            if (!violated.isEmpty()) {
                System.out.printf("%s: seed %d: %.200s%n", bug, seed, violated);
                return;
            }
        }
        assertThat(bug).as("not found in " + SEEDS + " seeds").isNull();
    }
}
