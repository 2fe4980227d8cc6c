package io.pushcore;

/**
 * Messages that a reader asked for and that are no longer in the log: all after {@code from} through {@code to}. Reading
 * goes on after {@code to}. Where the epochs differ, an unknown part of the old epoch is gone too.
 */
public record Gap(String channel, Position from, Position to) implements Event {}
