package io.pushcore.engine;

import java.time.Duration;

/** How often a client was refused for its pace within a second. Only the lane touches it. */
final class Refusals {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long since;
    private long count;

    Refusals(long now) {
        since = now;
    }

    /**
     * Counts one. A refusal costs little, but whoever does not stop would be refused as fast as the lane can.
     *
     * @return for how many nanoseconds nothing is to be read; 0 if it may go on
     */
    long add(long now, long most) {
        if (now - since >= SECOND) {
            since = now;
            count = 0;
        }
        count++;
        return count >= most ? since + SECOND - now : 0;
    }
}
