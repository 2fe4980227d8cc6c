package io.pushcore.storage;

/**
 * How far a channel reaches.
 *
 * @param channel the channel's name
 * @param epoch of its newest message, or the storage's where it was never written
 * @param first the offset of the first message kept; {@code last + 1} if none is
 * @param last the offset of its newest message, also when that is no longer kept; 0 if it was never written
 */
public record Head(String channel, String epoch, long first, long last) {}
