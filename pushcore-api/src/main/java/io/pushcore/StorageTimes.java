package io.pushcore;

import java.time.Duration;

/**
 * How long the storage took to append batches of messages, from the start of the broker. Of those that it answered at once only every
 * sixteenth is timed, and counted for sixteen.
 *
 * @param appends how many batches
 * @param total the sum of their times
 * @param p50 what half of them took at most, to an eighth
 * @param p99 what 99 of 100 took at most, to an eighth
 * @param max the longest
 */
public record StorageTimes(long appends, Duration total, Duration p50, Duration p99, Duration max) {
    /** Nothing yet. */
    public static final StorageTimes NONE =
            new StorageTimes(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
