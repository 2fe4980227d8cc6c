package io.pushcore.storage;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why a storage could not do what it was asked for. */
public final class StorageException extends RuntimeException {
    /** The kind of failure, which decides what the broker does next. */
    public enum Fault {
        /** Passing, or of unknown outcome: the same call may be repeated under the same ids. */
        RETRIABLE,
        /** No space: nothing was done; the channel waits until a probe succeeds. */
        FULL,
        /** Its own records are damaged: nothing was done. */
        CORRUPT,
        /** Another owner has a higher fence: nothing was done. */
        FENCED,
        /** It is closed: nothing was done. */
        CLOSED
    }

    @Serial
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    public StorageException(Fault fault, String sentence) {
        this(fault, sentence, null);
    }

    public StorageException(Fault fault, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
