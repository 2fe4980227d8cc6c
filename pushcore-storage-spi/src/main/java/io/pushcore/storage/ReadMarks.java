package io.pushcore.storage;

/**
 * Which messages of a user's own log were read.
 *
 * @param epoch of the offsets
 * @param offsets may reach below what the log keeps
 */
public record ReadMarks(String epoch, OffsetSet offsets) {}
