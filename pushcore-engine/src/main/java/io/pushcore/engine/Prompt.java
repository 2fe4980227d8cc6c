package io.pushcore.engine;

import io.pushcore.Time;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers of the storage that come in time: where it gives none, the call fails with an outcome that is unknown, as a retriable fault
 * does. What is asked again by the engine waits a sixth of the publish timeout, as an append does; what somebody asked for, all of it.
 * Usable from any thread.
 */
final class Prompt {
    private final Engine engine;

    Prompt(Engine engine) {
        this.engine = engine;
    }

    /** The answer to a call that is repeated if it fails. */
    <T> CompletableFuture<T> attempt(String call, CompletionStage<T> stage) {
        return within(engine.options.publishTimeout().dividedBy(6), call, stage, late -> {});
    }

    /** The same; what is refused at once is an answer that has failed. */
    <T> CompletableFuture<T> attempt(String call, Supplier<CompletionStage<T>> asked) {
        try {
            return attempt(call, asked.get());
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** The answer to a call that is not repeated. */
    <T> CompletableFuture<T> once(String call, CompletionStage<T> stage) {
        return once(call, stage, late -> {});
    }

    /**
     * The same.
     *
     * @param tooLate gets what is answered after the call has failed; on any thread
     */
    <T> CompletableFuture<T> once(String call, CompletionStage<T> stage, Consumer<T> tooLate) {
        return within(engine.options.publishTimeout(), call, stage, tooLate);
    }

    private <T> CompletableFuture<T> within(Duration most, String call, CompletionStage<T> stage, Consumer<T> tooLate) {
        CompletableFuture<T> asked = stage.toCompletableFuture();
        if (asked.isDone()) {
            return asked;
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        AtomicBoolean told = new AtomicBoolean();
        Time.Timer timer = engine.time.schedule(
                most,
                () -> engine.executor.execute(() -> {
                    if (told.compareAndSet(false, true)) {
                        answer.completeExceptionally(new StorageException(
                                StorageException.Fault.RETRIABLE,
                                "no answer to " + call + " within " + most.toMillis() + " ms"));
                    }
                }));
        asked.whenComplete((value, failure) -> {
            timer.cancel();
            boolean inTime = told.compareAndSet(false, true);
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (inTime) {
                answer.complete(value);
            } else {
                tooLate.accept(value);
            }
        });
        return answer;
    }
}
