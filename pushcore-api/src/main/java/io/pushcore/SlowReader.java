package io.pushcore;

/**
 * A subscription of a connection that has more to write than its socket takes.
 *
 * @param session the public name of its session
 * @param user whose session it is; empty if anonymous
 * @param behind how many messages it has yet to write
 */
public record SlowReader(String session, String user, String channel, long behind) {}
