package io.pushcore.engine;

import io.pushcore.Published;
import io.pushcore.PushCoreException;
import java.util.concurrent.CompletableFuture;

/** The future of one publish in the process. */
final class FutureOutcome extends CompletableFuture<Published> implements Outcome {
    @Override
    public void stored(Published published) {
        complete(published);
    }

    @Override
    public void failed(PushCoreException failure) {
        completeExceptionally(failure);
    }

    @Override
    public boolean callsOut() {
        return true;
    }
}
