package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
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
    private static final int OPERATIONS = 300;
    private static final int MOST_FAILURES = 10;

    @Test
    void everyPromiseIsKeptInEverySeed() {
        Long only = Long.getLong("pushcore.seed");
        if (only != null) {
            replay(only);
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
            assertThat(linesOf(seed)).as("seed " + seed).isEqualTo(linesOf(seed));
        }
    }

    private static List<String> linesOf(long seed) {
        Trace trace = Trace.kept();
        InboxSimulation.run(seed, OPERATIONS, trace);
        return trace.lines();
    }

    private static void replay(long seed) {
        Trace trace = Trace.kept();
        try {
            InboxSimulation.run(seed, OPERATIONS, trace);
        } finally {
            trace.lines().forEach(System.out::println);
        }
    }

    private static void runSeeds(long first, long count) {
        Tally all = new Tally();
        List<Long> failed = new ArrayList<>();
        Throwable why = null;
        long began = System.nanoTime();
        long done = 0;
        for (long seed = first; seed < first + count && failed.size() < MOST_FAILURES; seed++) {
            done++;
            try {
                all.add(InboxSimulation.run(seed, OPERATIONS, Trace.none()));
            } catch (RuntimeException | Error failure) {
                failed.add(seed);
                why = why == null ? failure : why;
                System.out.printf(
                        "seed %d: %.600s%n  replay: mvn -o test -pl pushcore-engine -am -Dtest=InboxSimulationTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=%d%n",
                        seed, failure, seed);
            }
        }
        System.out.printf(
                "%,d seeds of %d operations in %.1f s%n%s",
                done, OPERATIONS, (System.nanoTime() - began) / 1e9, all.table(InboxHappening.values(), done));
        if (why != null) {
            fail("seeds failed: " + failed, why);
        }
        for (InboxHappening happening : InboxHappening.values()) {
            assertThat(all.runs(happening)).as("runs with " + happening).isGreaterThanOrEqualTo(count / 100);
        }
    }
}
