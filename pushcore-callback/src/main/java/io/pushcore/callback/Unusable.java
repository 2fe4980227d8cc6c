package io.pushcore.callback;

import java.io.IOException;
import java.io.Serial;

/** There is no answer that can be used, for a reason that holds no secret. */
final class Unusable extends IOException {
    /** Kinds of it: each has log lines of its own. */
    enum Why {
        TIMED_OUT,
        TURNED_AWAY,
        UNREACHABLE,
        STATUS,
        TOO_LARGE,
        NOT_UNDERSTOOD
    }

    @Serial
    private static final long serialVersionUID = 1L;

    private final Why why;

    Unusable(Why why, String sentence) {
        super(sentence);
        this.why = why;
    }

    Why why() {
        return why;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
