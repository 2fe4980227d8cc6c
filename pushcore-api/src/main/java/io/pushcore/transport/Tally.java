package io.pushcore.transport;

/**
 * What the engine has counted on a connection, to be gone on with on the next one that the same socket carries, as requests follow each
 * other over HTTP. It means nothing to a transport, which only hands it on, on the same lane.
 */
public interface Tally {}
