package io.pushcore.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which fault comes next: rounds of all that are asked for, each in an order by the seed, with those more often of which many are asked for. */
final class Plan {
    /** What is to come so often that many rounds are needed is spread over these. */
    private static final int ROUNDS = 20;

    private final Options options;
    private final Random random;
    private final Map<Fault, Integer> came = new EnumMap<>(Fault.class);
    private final Deque<Fault> round = new ArrayDeque<>();

    Plan(Options options, Random random) {
        this.options = options;
        this.random = random;
    }

    Fault next() {
        if (round.isEmpty()) {
            List<Fault> all = new ArrayList<>();
            for (Fault fault : options.faults()) {
                int times = Math.max(1, (options.least(fault) + ROUNDS - 1) / ROUNDS);
                all.addAll(Collections.nCopies(times, fault));
            }
            Collections.shuffle(all, random);
            round.addAll(all);
        }
        Fault next = round.remove();
        came.merge(next, 1, Integer::sum);
        return next;
    }

    /** Whether each came as often as was asked for. */
    boolean isDone() {
        return options.faults().stream().allMatch(fault -> came.getOrDefault(fault, 0) >= options.least(fault));
    }
}
