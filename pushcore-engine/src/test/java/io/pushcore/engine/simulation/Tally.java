package io.pushcore.engine.simulation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How often what happened, in one run or in many. */
final class Tally {
    private final Map<Enum<?>, Long> times = new HashMap<>();
    private final Map<Enum<?>, Long> runs = new HashMap<>();

    void count(Enum<?> happening) {
        times.merge(happening, 1L, Long::sum);
    }

    long times(Enum<?> happening) {
        return times.getOrDefault(happening, 0L);
    }

    /** In how many of the runs added it happened. */
    long runs(Enum<?> happening) {
        return runs.getOrDefault(happening, 0L);
    }

    /** Adds the tally of one run. */
    void add(Tally run) {
        run.times.forEach((happening, count) -> {
            times.merge(happening, count, Long::sum);
            runs.merge(happening, 1L, Long::sum);
        });
    }

    /** A table for people. */
    String table(Enum<?>[] happenings, long allRuns) {
        StringBuilder table = new StringBuilder(String.format("%n%-28s %12s %8s%n", "happened", "times", "seeds"));
        for (Enum<?> happening : happenings) {
            table.append(String.format(
                    "%-28s %,12d %6.1f %%%n",
                    happening.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    times(happening),
                    100.0 * runs(happening) / Math.max(1, allRuns)));
        }
        return table.toString();
    }
}
