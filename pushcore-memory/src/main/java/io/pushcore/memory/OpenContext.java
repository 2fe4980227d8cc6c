package io.pushcore.memory;

import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The context of who opened the storage last, while it is open. */
final class OpenContext {
    private volatile @Nullable StorageContext current;

    /** The context; a {@code CLOSED} failure if the storage is not open. */
    StorageContext get() {
        StorageContext context = current;
        if (context == null) {
            throw new StorageException(StorageException.Fault.CLOSED, "memory storage is not open");
        }
        return context;
    }

    @Nullable
    StorageContext current() {
        return current;
    }

    boolean isOpen() {
        return current != null;
    }

    void set(StorageContext context) {
        current = context;
    }

    void clear() {
        current = null;
    }

    /** What a call gives at the present time, or its failure, as a completed stage. */
    <T> CompletableFuture<T> complete(Function<Instant, T> call) {
        try {
            return CompletableFuture.completedFuture(call.apply(get().time().now()));
        } catch (StorageException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs what gives nothing; its end or its failure as a completed stage. */
    CompletableFuture<Void> run(Runnable call) {
        try {
            get();
            call.run();
            return CompletableFuture.completedFuture(null);
        } catch (StorageException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
