package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;

/** The errors of the protocol. A client tries again after a temporary one, and fetches a new token after 109. */
enum ProtocolError {
    INTERNAL(100, true),
    UNAUTHORIZED(101, false),
    PERMISSION_DENIED(103, false),
    METHOD_NOT_FOUND(104, false),
    ALREADY_SUBSCRIBED(105, false),
    LIMIT_EXCEEDED(106, false),
    BAD_REQUEST(107, false),
    NOT_AVAILABLE(108, false),
    /** Temporary, for else a client whose refresh brings such a token stays away. */
    TOKEN_EXPIRED(109, true),
    TOO_MANY_REQUESTS(111, true),
    UNRECOVERABLE_POSITION(112, false);

    private final int number;
    private final boolean temporary;

    ProtocolError(int number, boolean temporary) {
        this.number = number;
        this.temporary = temporary;
    }

    int number() {
        return number;
    }

    boolean isTemporary() {
        return temporary;
    }

    static ProtocolError of(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, STALE, BAD_NAME, BAD_OPTION, IDEMPOTENCY_MISMATCH -> BAD_REQUEST;
            case UNAUTHENTICATED -> UNAUTHORIZED;
            case CREDENTIALS_EXPIRED -> TOKEN_EXPIRED;
            case FORBIDDEN, KICKED, TAKEN_OVER -> PERMISSION_DENIED;
            case NOT_FOUND, NOT_RECOVERABLE, NOT_YET -> NOT_AVAILABLE;
            case SECOND_READER -> ALREADY_SUBSCRIBED;
            case LIMIT_REACHED, PAYLOAD_TOO_LARGE, FRAME_TOO_LARGE -> LIMIT_EXCEEDED;
            case BUSY -> TOO_MANY_REQUESTS;
            case TIMEOUT,
                    NO_PONG,
                    INTERNAL,
                    CLOSED,
                    OUTCOME_UNKNOWN,
                    STORAGE_FULL,
                    STORAGE_UNAVAILABLE,
                    STORAGE_CORRUPT -> INTERNAL;
        };
    }
}
