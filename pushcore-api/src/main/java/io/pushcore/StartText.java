package io.pushcore;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** The grammar of {@code since}. */
final class StartText {
    private StartText() {}

    static Start parse(String text, Instant now) {
        if (text.isEmpty()) {
            throw unreadable(text);
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Start.AfterOffset(Position.parseOffset(text));
        }
        // only an instant has a dash within it; an epoch may hold the letter t
        if (text.indexOf('-') > 0) {
            try {
                return Start.since(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                throw unreadable(text);
            }
        }
        if (text.indexOf(':') > 0) {
            return Start.after(Position.parse(text));
        }
        Duration back = ShortDuration.parse(text);
        return Start.since(now.minus(back));
    }

    private static PushCoreException unreadable(String text) {
        return new PushCoreException(
                ErrorCode.BAD_REQUEST,
                "since must be an offset, EPOCH:OFFSET, an RFC 3339 instant or a duration such as 10m: "
                        + Names.shown(text));
    }
}
