package io.pushcore.transport;

import io.pushcore.Position;

/**
 * How far a user's own log reaches by now.
 *
 * @param newest the position of its newest message
 */
public record HeadNotice(String user, Position newest) {}
