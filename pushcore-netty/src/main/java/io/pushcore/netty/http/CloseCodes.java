package io.pushcore.netty.http;

import io.pushcore.ErrorCode;

/** How the plain form ends a WebSocket: codes of RFC 6455 and of the register, so that a browser's script can tell them apart. */
public final class CloseCodes {
    /** Messages are no longer kept. One of the codes that say: reconnect. */
    static final int GAP = 4410;

    /** Ended by who runs the broker: do not reconnect. */
    static final int KICKED = 4444;

    private static final int POLICY = 1008;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL = 1011;
    private static final int RESTART = 1012;
    private static final int LATER = 1013;

    private CloseCodes() {}

    public static int of(ErrorCode code) {
        return switch (code) {
            case PAYLOAD_TOO_LARGE, FRAME_TOO_LARGE -> TOO_BIG;
            case INTERNAL, STORAGE_CORRUPT, BAD_OPTION, SECOND_READER -> INTERNAL;
            case CLOSED -> RESTART;
            case KICKED -> KICKED;
            case BUSY, TIMEOUT, LIMIT_REACHED, OUTCOME_UNKNOWN, STORAGE_FULL, STORAGE_UNAVAILABLE -> LATER;
            default -> POLICY;
        };
    }
}
