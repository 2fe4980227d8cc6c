package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.storage.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the storage answers, as the application sees it. */
final class StorageAnswer {
    private StorageAnswer() {}

    /** The same answer; its failure has a number. */
    static <T> CompletableFuture<T> of(Engine engine, CompletionStage<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                // a storage that is closed with its broker is no fault of the storage
                answer.completeExceptionally(engine.isClosed() ? Engine.closed() : failure(failure));
            }
        });
        return answer;
    }

    /** What was refused at once is a future that has failed. */
    static <T> CompletableFuture<T> orRefused(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Why a storage could not be opened, with a number. */
    static RuntimeException notOpened(RuntimeException failure) {
        if (!(failure instanceof StorageException told)) {
            return failure;
        }
        ErrorCode code = switch (told.fault()) {
            case FULL -> ErrorCode.STORAGE_FULL;
            case CORRUPT -> ErrorCode.STORAGE_CORRUPT;
            default -> ErrorCode.STORAGE_UNAVAILABLE;
        };
        return new PushCoreException(code, "storage cannot be opened: " + told.getMessage(), told);
    }

    static PushCoreException failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof PushCoreException known) {
            return known;
        }
        ErrorCode code = cause instanceof StorageException ? ErrorCode.STORAGE_UNAVAILABLE : ErrorCode.INTERNAL;
        return new PushCoreException(code, "storage failed: " + cause.getMessage(), cause);
    }
}
