package io.pushcore;

import java.time.Instant;

/** Where a subscription begins. */
public sealed interface Start {
    /** With the next message. */
    record Now() implements Start {}

    /** With the message after a position; a gap if that has been trimmed. */
    record After(Position position) implements Start {}

    /** With the message after an offset of whatever epoch the channel has now; 0 for the oldest kept, without a gap. */
    record AfterOffset(long offset) implements Start {}

    /** With the first kept message that is later than an instant. */
    record Since(Instant instant) implements Start {}

    /** With the oldest message that is kept. */
    record Earliest() implements Start {}

    static Start now() {
        return new Now();
    }

    static Start after(Position position) {
        return new After(position);
    }

    static Start since(Instant instant) {
        return new Since(instant);
    }

    static Start earliest() {
        return new Earliest();
    }

    /**
     * Reads the one grammar of {@code since}, exclusive: {@code OFFSET}, {@code EPOCH:OFFSET}, an RFC 3339 instant, or a
     * duration back such as {@code 10m} ({@code ms s m h d}); {@code 0} is the oldest kept. An epoch may be that of another
     * server, see {@link Position#claimed}.
     *
     * @param now what a duration counts back from
     * @throws PushCoreException {@link ErrorCode#BAD_REQUEST} if it is none of these
     */
    static Start parse(String text, Instant now) {
        return StartText.parse(text, now);
    }
}
