package io.pushcore.disk;

/**
 * What a repair comes to.
 *
 * @param findings how much was wrong; with none there is nothing to repair
 * @param channels that are kept
 * @param messages that are kept; 0 where they need not be looked at
 * @param aside where the damaged files are now; empty if nothing was done
 */
public record Repaired(long findings, long channels, long messages, String aside) {}
