package io.pushcore.engine.simulation;

/** A promise that was not kept. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String sentence) {
        super(sentence);
    }
}
