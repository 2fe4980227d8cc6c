package io.pushcore.storage;

/**
 * How far one channel is acknowledged in an inbox.
 *
 * @param epoch of the offsets
 * @param floor all offsets up to this one are acknowledged
 * @param beyond single offsets above the floor that are acknowledged
 */
public record Cursor(String epoch, long floor, OffsetSet beyond) {}
