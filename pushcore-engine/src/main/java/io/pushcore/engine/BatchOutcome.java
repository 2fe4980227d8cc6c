package io.pushcore.engine;

import io.pushcore.Published;
import io.pushcore.PushCoreException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The future of a batch: complete when all are, in their order; failed with the first failure once all are done. */
final class BatchOutcome {
    final CompletableFuture<List<Published>> future = new CompletableFuture<>();
    private final @Nullable Published[] results;
    private final AtomicInteger left;
    private final AtomicReference<@Nullable PushCoreException> failure = new AtomicReference<>();

    BatchOutcome(int size) {
        results = new @Nullable Published[size];
        left = new AtomicInteger(size);
    }

    Outcome of(int index) {
        return new Outcome() {
            @Override
            public void stored(Published published) {
                results[index] = published;
                done();
            }

            @Override
            public void failed(PushCoreException why) {
                failure.compareAndSet(null, why);
                done();
            }

            @Override
            public boolean callsOut() {
                return true;
            }
        };
    }

    private void done() {
        if (left.decrementAndGet() > 0) {
            return;
        }
        PushCoreException why = failure.get();
        if (why != null) {
            future.completeExceptionally(why);
        } else {
            future.complete(
                    Arrays.asList(results).stream().map(Published.class::cast).toList());
        }
    }
}
