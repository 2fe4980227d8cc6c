package io.pushcore.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A question to code of the application; whatever that throws is the failure of the answer. */
final class Question {
    private Question() {}

    static <T> CompletableFuture<T> ask(Executor executor, Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        executor.execute(() -> call(question, answer));
        return answer;
    }

    private static <T> void call(Supplier<CompletionStage<T>> question, CompletableFuture<T> answer) {
        try {
            question.get().whenComplete((value, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(value);
                }
            });
        } catch (RuntimeException | Error thrown) {
            answer.completeExceptionally(thrown);
        }
    }
}
