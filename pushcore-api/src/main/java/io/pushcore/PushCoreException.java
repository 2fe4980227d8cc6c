package io.pushcore;

import java.io.Serial;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one exception of PushCore: a number and a sentence that holds the value which was wrong. */
public final class PushCoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Duration retryAfter;

    public PushCoreException(ErrorCode code, String sentence) {
        this(code, sentence, null, Duration.ZERO);
    }

    public PushCoreException(ErrorCode code, String sentence, @Nullable Throwable cause) {
        this(code, sentence, cause, Duration.ZERO);
    }

    /** What is refused now, and may not be later. */
    public PushCoreException(ErrorCode code, String sentence, Duration retryAfter) {
        this(code, sentence, null, retryAfter);
    }

    private PushCoreException(ErrorCode code, String sentence, @Nullable Throwable cause, Duration retryAfter) {
        super(sentence, cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** What went wrong, as a number. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence; never empty. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** When to try again; zero where time alone does not help or nobody knows. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
