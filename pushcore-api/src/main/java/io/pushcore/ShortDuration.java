package io.pushcore;

import java.time.Duration;

/** Durations as people type them: a whole number and one of {@code ms s m h d}, such as {@code 10m}. */
public final class ShortDuration {
    private ShortDuration() {}

    /** @throws PushCoreException {@link ErrorCode#BAD_REQUEST} if it cannot be read or is above 100 years */
    public static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            default -> 0L;
        };
        if (digits == 0 || digits > 13 || unit == 0) {
            throw unreadable(text);
        }
        long count = Long.parseLong(text.substring(0, digits));
        if (count > 36_500L * 86_400_000L / unit) {
            throw unreadable(text);
        }
        return Duration.ofMillis(count * unit);
    }

    private static PushCoreException unreadable(String text) {
        return new PushCoreException(
                ErrorCode.BAD_REQUEST,
                "duration must be a number and one of ms, s, m, h, d, at most 100 years: " + Names.shown(text));
    }
}
