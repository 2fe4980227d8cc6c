package io.pushcore;

import java.time.Instant;

/**
 * One presence of a user, as those see it who run the broker.
 *
 * @param id its public name, as presence shows it; gives no right to the session
 * @param user who it is; empty if anonymous
 * @param device the device whose inbox it has opened; empty if none
 * @param transport what carries it, such as {@code line}, {@code http} or {@code websocket}; {@code process} for one that the application itself opened
 * @param remoteAddress the other end
 * @param since when it came
 * @param subscriptions of channels and patterns
 * @param behind how many messages the most lagging of its subscriptions has yet to write
 */
public record Session(
        String id,
        String user,
        String device,
        String transport,
        String remoteAddress,
        Instant since,
        int subscriptions,
        long behind) {}
