package io.pushcore.engine.inbox;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Runs what is asked for one name one after the other, each when the one before is over. Usable from any thread. */
final class OneByOne<N> {
    private final Map<N, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    <T> CompletableFuture<T> run(N name, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<?> before = last.put(name, answer);
        CompletableFuture<?> ready = before == null ? CompletableFuture.completedFuture(null) : before;
        ready.whenComplete((done, ignored) -> begin(work).whenComplete((value, failure) -> {
            last.remove(name, answer);
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
