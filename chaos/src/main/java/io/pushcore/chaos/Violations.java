package io.pushcore.chaos;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What was seen that must not be. Any thread adds. */
final class Violations {
    private static final int MOST_TOLD = 50;

    private final Consumer<String> out;
    private final AtomicLong count = new AtomicLong();
    private final List<String> told = new CopyOnWriteArrayList<>();

    Violations(Consumer<String> out) {
        this.out = out;
    }

    /** @param rule of the promises */
    void add(String rule, String sentence) {
        if (count.incrementAndGet() <= MOST_TOLD) {
            String line = "VIOLATION " + rule + ": " + sentence;
            told.add(line);
            out.accept(line);
        }
    }

    long count() {
        return count.get();
    }

    List<String> told() {
        return told;
    }
}
