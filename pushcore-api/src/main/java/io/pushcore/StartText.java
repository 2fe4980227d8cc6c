package io.pushcore;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** The grammar of {@code since}. */
final class StartText {
    /** What only an instant begins with, whatever servers there are. */
    private static final java.util.regex.Pattern DATE = java.util.regex.Pattern.compile("\\d{4}-\\d");

    private StartText() {}

    static Start parse(String text, Instant now) {
        if (text.isEmpty()) {
            throw unreadable(text);
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Start.AfterOffset(Position.parseOffset(text));
        }
        if (DATE.matcher(text).lookingAt()) {
            try {
                return Start.since(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeParseException e) {
                throw unreadable(text);
            }
        }
        if (text.indexOf(':') > 0) {
            return Start.after(claimed(text));
        }
        Duration back = ShortDuration.parse(text);
        return Start.since(now.minus(back));
    }

    private static Position claimed(String text) {
        int colon = text.indexOf(':');
        return Position.claimed(text.substring(0, colon), Position.parseOffset(text.substring(colon + 1)));
    }

    private static PushCoreException unreadable(String text) {
        return new PushCoreException(
                ErrorCode.BAD_REQUEST,
                "since must be an offset, EPOCH:OFFSET, an RFC 3339 instant or a duration such as 10m: "
                        + Names.shown(text));
    }
}
