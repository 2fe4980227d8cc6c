package io.pushcore.disk;

import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What there is while the storage is open. Any thread. */
final class OpenStorage {
    /** About what a small change stages. */
    private static final long SMALL = 512;

    /** The parts of an open storage. */
    record Parts(
            StorageContext context,
            Database database,
            Committer committer,
            LogWriter log,
            LeaseWriter leases,
            SessionWriter sessions,
            InboxCounters inboxes) {
        Instant now() {
            return context.time().now();
        }
    }

    private final String directory;
    private volatile @Nullable Parts parts;

    OpenStorage(String directory) {
        this.directory = directory;
    }

    void set(Parts opened) {
        parts = opened;
    }

    /** From now on calls fail as closed; gives what was open. */
    @Nullable
    Parts clear() {
        Parts last = parts;
        parts = null;
        return last;
    }

    boolean isOpen() {
        return parts != null;
    }

    /** The parts; a {@code CLOSED} failure if the storage is not open. */
    Parts get() {
        Parts open = parts;
        if (open == null) {
            throw Failures.closed(directory);
        }
        return open;
    }

    /** The parts, if the storage is open. What was submitted before it is closed goes on with them. */
    @Nullable
    Parts current() {
        return parts;
    }

    <T> CompletableFuture<T> failed() {
        return CompletableFuture.failedFuture(Failures.closed(directory));
    }

    <T> CompletableFuture<T> commit(boolean freesSpace, BiFunction<Parts, Batch, T> staging) {
        Parts open = parts;
        return open == null
                ? failed()
                : open.committer().commit(SMALL, freesSpace, batch -> staging.apply(open, batch));
    }

    /** As {@link #commit}; the end of the machine may take it, but not that of the process. */
    <T> CompletableFuture<T> commitUnsynced(BiFunction<Parts, Batch, T> staging) {
        Parts open = parts;
        return open == null ? failed() : open.committer().commitUnsynced(SMALL, batch -> staging.apply(open, batch));
    }

    /** Reads on the caller's thread what is in memory, else as {@link #reading}. For little: the caller has other things to do. */
    <T> CompletableFuture<T> readingAtOnce(Function<View, T> reading) {
        Parts open = parts;
        if (open == null) {
            return failed();
        }
        Optional<T> found = open.database().readMemory(reading);
        return found.map(CompletableFuture::completedFuture).orElseGet(() -> reading(reading));
    }

    /** Reads on the executor for calls that block. */
    <T> CompletableFuture<T> reading(Function<View, T> reading) {
        Parts open = parts;
        if (open == null) {
            return failed();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            open.context().blocking().execute(() -> {
                try {
                    answer.complete(open.database().read(reading));
                } catch (RuntimeException | Error failure) {
                    answer.completeExceptionally(Failures.of(failure));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new StorageException(Fault.RETRIABLE, "the executor for blocking calls refuses work", e));
        }
        return answer;
    }
}
