package io.pushcore.storage;

import io.pushcore.Position;

/**
 * A question for a part of a channel's log.
 *
 * @param channel the channel's name
 * @param from exclusive: with {@code FORWARD} messages after it, with {@code BACKWARD} messages before it, where a position
 *     beyond the head or of another epoch stands for the one after the head
 * @param limit the most messages, at least 1
 * @param maxBytes the most bytes of payload, key and headers, as {@link Weight} counts; one message is given at least
 * @param direction which way
 */
public record Read(String channel, Position from, int limit, long maxBytes, Direction direction) {
    /** Which way to read. */
    public enum Direction {
        /** From the older to the newer. */
        FORWARD,
        /** From the newer to the older. */
        BACKWARD
    }

    /** Reads on after a position. */
    public static Read after(String channel, Position from, int limit, long maxBytes) {
        return new Read(channel, from, limit, maxBytes, Direction.FORWARD);
    }

    /** Reads back from before a position. */
    public static Read before(String channel, Position from, int limit, long maxBytes) {
        return new Read(channel, from, limit, maxBytes, Direction.BACKWARD);
    }
}
