package io.pushcore.netty.minipush;

import java.time.Duration;

/**
 * What all connections of one port have in common.
 *
 * @param takesMessages whether clients may send to users
 * @param mostEvents how many numbers a request for events may span
 */
public record MinipushSite(boolean takesMessages, int mostEvents) {
    /** The longest message of a client. */
    public static final int MOST_BYTES = 4_096;

    static final Duration PING_EVERY = Duration.ofSeconds(20);
    /** So that 25 seconds after the last sign of life it is over. */
    static final Duration PONG_WITHIN = Duration.ofSeconds(5);

    /** As it is unless something else is said. */
    public static MinipushSite usual() {
        return new MinipushSite(false, 100);
    }

    public MinipushSite takesMessages(boolean takes) {
        return new MinipushSite(takes, mostEvents);
    }

    public MinipushSite mostEvents(int most) {
        return new MinipushSite(takesMessages, most);
    }
}
