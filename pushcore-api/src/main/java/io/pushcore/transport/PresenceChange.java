package io.pushcore.transport;

import io.pushcore.Presence;

/**
 * A session came to or left a channel.
 *
 * @param joined whether it came
 */
public record PresenceChange(String channel, Presence who, boolean joined) {}
