package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import java.time.Duration;

/** What a limit says that was reached: its value, its name and, where it is a rate, when to try again. */
final class TooMuch {
    private TooMuch() {}

    /** A limit on how many. */
    static PushCoreException of(Limit limit, long most) {
        return new PushCoreException(ErrorCode.LIMIT_REACHED, "no more than " + most + " " + limit);
    }

    /** A limit on how often. */
    static PushCoreException tooFast(String limit, long most, long waitNanos) {
        long millis = Math.max(1, (waitNanos + 999_999) / 1_000_000);
        String when = millis < 1_000 ? millis + " ms" : (millis + 999) / 1_000 + " s";
        return new PushCoreException(
                ErrorCode.LIMIT_REACHED,
                "no more than " + most + " " + limit + "; try again in " + when,
                Duration.ofMillis(millis));
    }
}
