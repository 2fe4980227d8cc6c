package io.pushcore;

import java.time.Duration;
import java.time.Instant;

/**
 * A broker of the cluster, as it says of itself.
 *
 * @param name unique for each start
 * @param address where clients reach it, as {@code nodeAddress} was set there; empty if it was not
 * @param state whether it takes clients
 * @param since when it started
 * @param silent how long nothing has been heard of it; zero for the broker that tells
 * @param connections open connections
 * @param sessions sessions, those in their grace included
 * @param channels channels in use
 */
public record Node(
        String name,
        String address,
        BrokerState state,
        Instant since,
        Duration silent,
        long connections,
        long sessions,
        long channels) {}
