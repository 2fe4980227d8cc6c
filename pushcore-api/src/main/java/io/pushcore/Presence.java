package io.pushcore;

import java.time.Instant;

/**
 * A session that is subscribed to a channel.
 *
 * @param session the session's public name; it gives no right to the session
 * @param user the user; empty if anonymous
 * @param info what the authenticator said of the user; may be empty
 * @param since when it subscribed
 */
public record Presence(String session, String user, String info, Instant since) {}
