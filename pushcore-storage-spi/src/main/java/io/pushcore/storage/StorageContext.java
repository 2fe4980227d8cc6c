package io.pushcore.storage;

import io.pushcore.Time;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a backend is given by the broker that opens it.
 *
 * @param node the name of the broker, unique for each start
 * @param time clock and timer
 * @param blocking runs calls that block; bounded
 * @param random for epochs; may be used by several threads at once
 */
public record StorageContext(String node, Time time, Executor blocking, RandomGenerator random) {}
