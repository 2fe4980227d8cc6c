package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** The simulations, for the tests of the engine and for those who keep another storage under them. */
public enum Simulations {
    /** Channels with readers and publishers. */
    CHANNELS(300, Happening.values()) {
        @Override
        Tally run(long seed, int operations, Trace trace, Stored stored) {
            return Simulation.run(seed, operations, trace, stored);
        }
    },
    /** Inboxes with users who come and go. */
    INBOXES(300, InboxHappening.values()) {
        @Override
        Tally run(long seed, int operations, Trace trace, Stored stored) {
            return InboxSimulation.run(seed, operations, trace, stored);
        }
    },
    /** Several brokers over one storage that they share. */
    CLUSTERS(200, ClusterHappening.values()) {
        @Override
        Tally run(long seed, int operations, Trace trace, Stored stored) {
            return ClusterSimulation.run(seed, operations, trace, stored);
        }
    };

    private static final int MOST_FAILURES = 10;
    private static final int THREADS = 2;

    private final int operations;
    private final List<Enum<?>> happenings;

    Simulations(int operations, Enum<?>... happenings) {
        this.operations = operations;
        this.happenings = List.of(happenings);
    }

    private record Failure(long seed, Throwable what) {}

    abstract Tally run(long seed, int operations, Trace trace, Stored stored);

    /** Runs one seed and gives what happened, line by line; a failure is the last line. */
    public List<String> linesOf(long seed, LongFunction<Stored> storages) {
        Trace trace = Trace.kept();
        try (Stored stored = storages.apply(seed)) {
            run(seed, operations, trace, stored);
        } catch (RuntimeException | Error failed) {
            trace.say("%s", failed);
        }
        return trace.lines();
    }

    /** Runs one seed, shows each step of it, and fails if it does. */
    public void replay(long seed, LongFunction<Stored> storages) {
        Trace trace = Trace.kept();
        try (Stored stored = storages.apply(seed)) {
            run(seed, operations, trace, stored);
        } finally {
            trace.lines().forEach(System.out::println);
        }
    }

    /**
     * Runs so many seeds, each over a storage of its own, and fails naming those that failed.
     *
     * @param replay the command that plays one of them again, up to its number
     */
    public void runSeeds(long first, long count, String replay, LongFunction<Stored> storages) {
        Tally all = new Tally();
        ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong(first);
        long began = System.nanoTime();
        onThreads(() -> {
            for (long seed = next.getAndIncrement();
                    seed < first + count && failures.size() < MOST_FAILURES;
                    seed = next.getAndIncrement()) {
                try (Stored stored = storages.apply(seed)) {
                    Tally one = run(seed, operations, Trace.none(), stored);
                    synchronized (all) {
                        all.add(one);
                    }
                } catch (RuntimeException | Error failed) {
                    failures.add(new Failure(seed, failed));
                }
            }
        });
        System.out.printf(
                "%s: %,d seeds of %d operations in %.1f s%n%s",
                this,
                count,
                operations,
                (System.nanoTime() - began) / 1e9,
                all.table(happenings.toArray(Enum<?>[]::new), count));
        failures.forEach(failure -> System.out.printf(
                "seed %d: %.600s%n  replay: %s%d%n", failure.seed, failure.what, replay, failure.seed));
        if (!failures.isEmpty()) {
            throw new AssertionError(
                    "seeds failed: " + failures.stream().map(Failure::seed).toList(), failures.peek().what);
        }
        for (Enum<?> happening : happenings) {
            assertThat(all.runs(happening)).as("runs with " + happening).isGreaterThanOrEqualTo(count / 100);
        }
    }

    private static void onThreads(Runnable work) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        for (int i = 0; i < THREADS; i++) {
            pool.execute(work);
        }
        pool.shutdown();
        try {
            assertThat(pool.awaitTermination(1, TimeUnit.HOURS)).isTrue();
        } catch (InterruptedException e) {
            pool.shutdownNow();
            throw new IllegalStateException(e);
        }
    }
}
