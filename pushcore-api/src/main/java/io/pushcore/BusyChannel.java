package io.pushcore;

/**
 * A channel to which much is published.
 *
 * @param published messages in the last second
 */
public record BusyChannel(String channel, long published) {}
