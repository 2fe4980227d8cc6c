package io.pushcore.engine;

import io.pushcore.Published;
import io.pushcore.PushCoreException;

/** Told what became of a publish, once, on the channel's strand: it must not block nor call application code itself. */
interface Outcome {
    void stored(Published published);

    void failed(PushCoreException failure);

    /** All that were settled together with it have been told, too. */
    default void allTold() {}

    /** Whether it is told by running application code, so that it must not be called on the strand of others. */
    default boolean callsOut() {
        return false;
    }
}
