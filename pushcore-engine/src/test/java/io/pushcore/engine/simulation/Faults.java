package io.pushcore.engine.simulation;

import io.pushcore.storage.StorageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a storage does wrong at the moment; in percent of its calls. All of it may be changed while it runs. */
final class Faults {
    /** Answers later than the call returns. */
    int late;
    /** Fails as retriable and has done nothing. */
    int refused;
    /** Does what it was asked for and then fails as retriable, or loses the answer. */
    int answerLost;
    /** Appends a part of the batch and fails. */
    int inPart;
    /** Never answers; what was asked for happens at once, late, or never. */
    int silent;

    int lateReads;
    int failedReads;
    Duration latest = Duration.ofMillis(300);
    /** Refuses every append so. */
    StorageException.@Nullable Fault refusing;
    /** Says that it has appended before it has: a storage that breaks the contract. */
    boolean acknowledgesEarly;

    /** Whether it does everything right and at once. */
    boolean areNone() {
        return late + refused + answerLost + inPart + silent + lateReads + failedReads == 0 && refusing == null;
    }

    @Override
    public String toString() {
        return "late " + late + " refused " + refused + " answerLost " + answerLost + " inPart " + inPart + " silent "
                + silent + " lateReads " + lateReads + " failedReads " + failedReads + " refusing " + refusing;
    }

    void heal() {
        late = 0;
        refused = 0;
        answerLost = 0;
        inPart = 0;
        silent = 0;
        lateReads = 0;
        failedReads = 0;
        refusing = null;
    }
}
