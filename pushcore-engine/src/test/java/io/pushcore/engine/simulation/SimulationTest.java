package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The engine under one thread and a seed, many times. {@code -Dpushcore.seeds=N} runs so many seeds, {@code -Dpushcore.seed=S}
 * one of them, step by step.
 */
class SimulationTest {
    private static final int OPERATIONS = 300;
    private static final int MOST_FAILURES = 10;

    private record Failure(long seed, Throwable what) {}

    @Test
    void everyPromiseIsKeptInEverySeed() throws Exception {
        Long only = Long.getLong("pushcore.seed");
        if (only != null) {
            replay(only);
            return;
        }
        runSeeds(1, Long.getLong("pushcore.seeds", 3_000));
    }

    @Test
    @Tag("long")
    void everyPromiseIsKeptInManyMoreSeeds() throws Exception {
        runSeeds(1_000_000, Long.getLong("pushcore.seeds", 6_000));
    }

    @Test
    void aSeedReplaysExactly() {
        for (long seed = 1; seed <= 40; seed++) {
            Trace once = Trace.kept();
            Trace again = Trace.kept();
            runQuietly(seed, once);
            runQuietly(seed, again);
            int same = 0;
            while (same < once.lines().size() && once.lines().get(same).equals(lineOf(again, same))) {
                same++;
            }
            assertThat(lineOf(again, same))
                    .as("seed " + seed + ", line " + same)
                    .isEqualTo(lineOf(once, same));
        }
    }

    private static String lineOf(Trace trace, int line) {
        return line < trace.lines().size() ? trace.lines().get(line) : "the end";
    }

    private static void runQuietly(long seed, Trace trace) {
        try {
            Simulation.run(seed, OPERATIONS, trace);
        } catch (RuntimeException | Error failed) {
            trace.say("%s", failed.getMessage());
        }
    }

    private static void replay(long seed) {
        Trace trace = Trace.kept();
        try {
            Simulation.run(seed, OPERATIONS, trace);
        } finally {
            trace.lines().forEach(System.out::println);
        }
    }

    private static void runSeeds(long first, long count) throws Exception {
        AtomicLong next = new AtomicLong(first);
        Tally all = new Tally();
        ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
        int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long began = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                for (long seed = next.getAndIncrement();
                        seed < first + count && failures.size() < MOST_FAILURES;
                        seed = next.getAndIncrement()) {
                    try {
                        Tally one = Simulation.run(seed, OPERATIONS, Trace.none());
                        synchronized (all) {
                            all.add(one);
                        }
                    } catch (RuntimeException | Error failed) {
                        failures.add(new Failure(seed, failed));
                    }
                }
            });
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        System.out.printf(
                "%,d seeds of %d operations in %.1f s%n%s",
                count, OPERATIONS, (System.nanoTime() - began) / 1e9, all.table(Happening.values(), count));
        failures.forEach(failure -> System.out.printf(
                "seed %d: %s%n  replay: mvn -o test -pl pushcore-engine -am -Dtest=SimulationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=%d%n",
                failure.seed, failure.what, failure.seed));
        if (!failures.isEmpty()) {
            fail("seeds failed: " + failures.stream().map(Failure::seed).toList(), failures.peek().what);
        }
        for (Happening happening : Happening.values()) {
            assertThat(all.runs(happening)).as("runs with " + happening).isGreaterThanOrEqualTo(count / 100);
        }
    }
}
