package io.pushcore.engine.simulation;

import java.util.ArrayList;
import java.util.List;

/** What a run did, step by step; written down only where somebody wants to read it. */
final class Trace {
    private final boolean kept;
    private final List<String> lines = new ArrayList<>();

    private Trace(boolean kept) {
        this.kept = kept;
    }

    static Trace none() {
        return new Trace(false);
    }

    static Trace kept() {
        return new Trace(true);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency of the tests
    void say(String format, Object... values) {
        if (kept) {
            lines.add(String.format(format, values));
        }
    }

    List<String> lines() {
        return lines;
    }
}
