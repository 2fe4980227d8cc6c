package io.pushcore.netty.ipush;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What all connections of one client port have in common.
 *
 * @param heartbeatEvery how often clients are told that the broker is there
 * @param idle how long a client of the chunked form may say nothing
 * @param owner gives for a user's name the address of the node that is to serve it, or an empty text for this one
 */
public record IpushSite(IpushCounters counters, Duration heartbeatEvery, Duration idle, UnaryOperator<String> owner) {
    /** How long messages are kept for who is not there, unless it is said. */
    static final Duration TTL = Duration.ofDays(7);

    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(25);
    private static final Duration IDLE = Duration.ofMinutes(30);

    /** As they are unless something else is said. */
    public static IpushSite usual() {
        return new IpushSite(new IpushCounters(), HEARTBEAT_EVERY, IDLE, user -> "");
    }

    public IpushSite heartbeatEvery(Duration every) {
        return new IpushSite(counters, every, idle, owner);
    }

    public IpushSite idle(Duration longest) {
        return new IpushSite(counters, heartbeatEvery, longest, owner);
    }

    public IpushSite owner(UnaryOperator<String> newOwner) {
        return new IpushSite(counters, heartbeatEvery, idle, newOwner);
    }
}
