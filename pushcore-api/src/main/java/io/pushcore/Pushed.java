package io.pushcore;

/**
 * What became of a push.
 *
 * @param position in the user's own log; offset 0 if it was not stored, for it was for those online only
 * @param online whether the user had a session at an inbox when it came
 * @param repeat whether its idempotency key had come before
 */
public record Pushed(Position position, boolean online, boolean repeat) {}
