package io.pushcore.engine.session;

import io.pushcore.ErrorCode;
import io.pushcore.SessionEvent.Reason;

/** Why a session ended, and what its other end is told. */
record Ending(Reason reason, ErrorCode code, String sentence) {
    Ending(Reason reason, String sentence) {
        this(reason, code(reason), sentence);
    }

    private static ErrorCode code(Reason reason) {
        return switch (reason) {
            case KICKED, OVER_LIMIT -> ErrorCode.KICKED;
            case TAKEN_OVER -> ErrorCode.TAKEN_OVER;
            default -> ErrorCode.CLOSED;
        };
    }
}
