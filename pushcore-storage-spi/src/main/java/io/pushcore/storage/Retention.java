package io.pushcore.storage;

import java.time.Duration;

/**
 * What a channel keeps; the storage applies it when it reads and sweeps, for idle channels too.
 *
 * @param count the newest so many offsets, those among them that have expired included; 0 keeps none
 * @param bytes of payload, key and headers, as {@link Weight} counts; one message is kept at least where {@code count} is not 0
 * @param age since a message's time; zero for no bound
 * @param idempotencyAge how long idempotency keys are remembered, whatever else is kept
 * @param idempotencyCount how many of them
 */
public record Retention(long count, long bytes, Duration age, Duration idempotencyAge, int idempotencyCount) {}
