package io.pushcore.storage;

/**
 * Names an append once and for all.
 *
 * @param writer the broker's start it comes from; never used again by another
 * @param number rises with each append of a writer to a channel
 */
public record AppendId(String writer, long number) {}
