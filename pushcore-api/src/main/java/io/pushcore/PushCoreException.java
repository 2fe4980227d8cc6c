package io.pushcore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The one exception of PushCore: a number and a sentence that holds the value which was wrong. */
public final class PushCoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public PushCoreException(ErrorCode code, String sentence) {
        this(code, sentence, null);
    }

    public PushCoreException(ErrorCode code, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.code = code;
    }

    /** What went wrong, as a number. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence; never empty. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
