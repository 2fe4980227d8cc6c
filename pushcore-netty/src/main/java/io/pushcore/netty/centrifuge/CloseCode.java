package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;

/** The protocol's reasons to end a connection. Below 3500 the client connects again, from there on it does not. */
enum CloseCode {
    CLOSED(3000),
    SHUTDOWN(3001),
    SERVER_ERROR(3004),
    EXPIRED(3005),
    SLOW(3008),
    NO_PONG(3012),
    INVALID_TOKEN(3500),
    BAD_REQUEST(3501),
    FORCED(3503),
    PERMISSION_DENIED(3507);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static CloseCode of(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> INVALID_TOKEN;
            case CREDENTIALS_EXPIRED -> EXPIRED;
            case FORBIDDEN -> PERMISSION_DENIED;
            case TIMEOUT -> SLOW;
            case NO_PONG -> NO_PONG;
            case CLOSED -> SHUTDOWN;
            case KICKED, TAKEN_OVER -> FORCED;
            case LIMIT_REACHED, BUSY -> CLOSED;
            case BAD_REQUEST,
                    NOT_FOUND,
                    NOT_RECOVERABLE,
                    STALE,
                    NOT_YET,
                    BAD_NAME,
                    BAD_OPTION,
                    SECOND_READER,
                    IDEMPOTENCY_MISMATCH,
                    PAYLOAD_TOO_LARGE,
                    FRAME_TOO_LARGE -> BAD_REQUEST;
            case INTERNAL, OUTCOME_UNKNOWN, STORAGE_FULL, STORAGE_UNAVAILABLE, STORAGE_CORRUPT -> SERVER_ERROR;
        };
    }
}
