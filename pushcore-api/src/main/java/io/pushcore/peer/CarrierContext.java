package io.pushcore.peer;

import io.pushcore.Time;
import java.util.concurrent.Executor;

/**
 * What a carrier is given by the broker that opens it.
 *
 * @param node the name of the broker, unique for each start: {@code [0-9a-z]}, at most 32 of them
 * @param time clock and timer
 * @param blocking runs calls that block; bounded
 * @param seal of everything that travels
 */
public record CarrierContext(String node, Time time, Executor blocking, Seal seal) {}
