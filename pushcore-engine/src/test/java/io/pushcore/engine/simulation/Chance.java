package io.pushcore.engine.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All chance of one run, from its seed. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this(new SplittableRandom(seed));
    }

    private Chance(SplittableRandom random) {
        this.random = random;
    }

    boolean oneIn(int many) {
        return many > 0 && random.nextInt(many) == 0;
    }

    boolean percent(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long below(long bound) {
        return random.nextLong(bound);
    }

    /** From the first to the last, both included. */
    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    @SafeVarargs
    final <T> T pick(T... some) {
        return some[random.nextInt(some.length)];
    }

    /** Chance of its own for somebody else. */
    RandomGenerator generator() {
        return random.split();
    }
}
