package io.pushcore;

import java.time.Duration;

/**
 * Which records of a log elsewhere are taken in. Others are rejected: they stand in the channel {@value #REJECTED}, with the reason. Immutable; each
 * method gives a changed copy.
 *
 * @param maxBytes the longest record
 * @param staleAfter how old a record may be, by its own time; zero for no bound
 */
public record IngestRules(int maxBytes, Duration staleAfter) {
    /** The channel of what was rejected; no client can name it. */
    public static final String REJECTED = "$rejected";

    public IngestRules {
        if (maxBytes < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "maxBytes must be at least 1: " + maxBytes);
        }
        if (staleAfter.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "staleAfter must not be negative: " + staleAfter);
        }
    }

    /** Records of at most 64 KiB, of whatever age. */
    public static IngestRules defaults() {
        return new IngestRules(ChannelRules.DEFAULT_MAX_PAYLOAD_BYTES, Duration.ZERO);
    }

    /** Takes in no longer ones. */
    public IngestRules maxBytes(int most) {
        return new IngestRules(most, staleAfter);
    }

    /** Takes in none that is older than this when its turn comes. */
    public IngestRules staleAfter(Duration age) {
        return new IngestRules(maxBytes, age);
    }
}
