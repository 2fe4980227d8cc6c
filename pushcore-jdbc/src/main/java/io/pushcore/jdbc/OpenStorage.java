package io.pushcore.jdbc;

import io.pushcore.jdbc.postgresql.Nanos;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is there while a storage is open. Any thread. */
final class OpenStorage {
    private volatile @Nullable Parts parts;

    /** What runs. */
    record Parts(StorageContext context, Workers workers, Committer committer, LeaseClock leaseClock) {
        long now() {
            return Nanos.of(context.time().now());
        }

        /** In nanoseconds; null for the server's. */
        @Nullable
        Long leaseTime() {
            return leaseClock.now();
        }
    }

    void set(Parts opened) {
        parts = opened;
    }

    /** Lets nothing more in. */
    void clear() {
        parts = null;
    }

    @Nullable
    Parts current() {
        return parts;
    }

    static <T extends @Nullable Object> CompletableFuture<T> failed() {
        return CompletableFuture.failedFuture(new StorageException(Fault.CLOSED, "storage is not open"));
    }

    /** Asks what may be asked again. */
    <T extends @Nullable Object> CompletableFuture<T> ask(Function<Parts, Work.Question<T>> question) {
        return ask(true, question);
    }

    /** Asks for something to be done that may be done again. */
    CompletableFuture<Void> tell(Function<Parts, Work.Question<Boolean>> question) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        this.<Boolean>ask(question).whenComplete((answer, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    <T extends @Nullable Object> CompletableFuture<T> ask(
            boolean isRepeatable, Function<Parts, Work.Question<T>> question) {
        Parts open = parts;
        if (open == null) {
            return failed();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        open.workers().add(Work.of(question.apply(open), isRepeatable, answer));
        return answer;
    }
}
