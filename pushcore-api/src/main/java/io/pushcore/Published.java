package io.pushcore;

/**
 * What became of a publish.
 *
 * @param position where the message stands; offset 0 on a channel without a log
 * @param durability what it survives from now on
 * @param repeat whether a message with the same idempotency key stood there already, so that none was appended
 */
public record Published(Position position, Durability durability, boolean repeat) {}
