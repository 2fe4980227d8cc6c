package io.pushcore.netty.http;

import io.pushcore.ErrorCode;

/** Status codes of HTTP (RFC 9110, section 15), and which one says what a numbered error says. */
public final class Status {
    public static final int OK = 200;
    public static final int NO_CONTENT = 204;
    public static final int WRONG_METHOD = 405;

    private Status() {}

    public static int of(ErrorCode code) {
        return switch (code) {
            case BAD_REQUEST, BAD_OPTION -> 400;
            case UNAUTHENTICATED, CREDENTIALS_EXPIRED -> 401;
            case FORBIDDEN, KICKED, TAKEN_OVER -> 403;
            case NOT_FOUND -> 404;
            case TIMEOUT, NO_PONG -> 408;
            case NOT_RECOVERABLE, STALE, IDEMPOTENCY_MISMATCH, SECOND_READER -> 409;
            case PAYLOAD_TOO_LARGE -> 413;
            case BAD_NAME -> 422;
            case LIMIT_REACHED -> 429;
            case FRAME_TOO_LARGE -> 431;
            case INTERNAL, STORAGE_CORRUPT -> 500;
            case NOT_YET -> 501;
            case BUSY, CLOSED, STORAGE_UNAVAILABLE -> 503;
            case OUTCOME_UNKNOWN -> 504;
            case STORAGE_FULL -> 507;
        };
    }

    static String reason(int status) {
        return switch (status) {
            case OK -> "OK";
            case NO_CONTENT -> "No Content";
            case 303 -> "See Other";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case WRONG_METHOD -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Content";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Insufficient Storage";
        };
    }
}
