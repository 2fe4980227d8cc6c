package io.pushcore;

/** What went wrong, as a number that never changes its meaning; the line protocol sends it as {@code err NUMBER …}. */
public enum ErrorCode {
    /** A request that cannot be read: wrong words, wrong numbers, broken framing. */
    BAD_REQUEST(400),
    /** Who asks has not said who they are. */
    UNAUTHENTICATED(401),
    /** Who asks may not do this. */
    FORBIDDEN(403),
    /** No such command, channel or session. */
    NOT_FOUND(404),
    /** The channel keeps no log, so that it has no positions and no history. */
    NOT_RECOVERABLE(405),
    /** A number that was lost with a crash; its message is shown again under another. */
    STALE(406),
    /** A deadline passed. */
    TIMEOUT(408),
    /** The same idempotency key came with another payload. */
    IDEMPOTENCY_MISMATCH(409),
    /** A payload above the limit of its channel. */
    PAYLOAD_TOO_LARGE(413),
    /** A name that breaks the rules for names, or is reserved. */
    BAD_NAME(422),
    /** A limit on how many or how often was reached; the sentence names it. */
    LIMIT_REACHED(429),
    /** A frame or a line above the limit. */
    FRAME_TOO_LARGE(431),
    /** An option that does not fit; the sentence names it. */
    BAD_OPTION(440),
    /** A second reader of what has one reader at a time. */
    SECOND_READER(441),
    /** A heartbeat was not answered in time; connect again. */
    NO_PONG(442),
    /** Credentials that held once and do so no longer; get new ones, and connect again. */
    CREDENTIALS_EXPIRED(443),
    /** An operator or the application ended the session, or it gave way to a newer one of its user; do not connect again by yourself. */
    KICKED(444),
    /** The user's inbox was opened by another session; do not connect again by yourself. */
    TAKEN_OVER(445),
    /** Something in the broker or in application code it called failed. */
    INTERNAL(500),
    /** Promised by the protocol and not built yet. */
    NOT_YET(501),
    /** Too many bytes of publishes are in flight, or who must be asked cannot answer now; try again. */
    BUSY(503),
    /** The broker is closed or closing. */
    CLOSED(504),
    /** The storage answered neither yes nor no in time: the message may be in the log. */
    OUTCOME_UNKNOWN(505),
    /** The storage is out of space; its channel waits for a probe to succeed. */
    STORAGE_FULL(507),
    /** The storage cannot be reached or is closed. */
    STORAGE_UNAVAILABLE(508),
    /** The storage found its own records damaged. */
    STORAGE_CORRUPT(509);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }
}
