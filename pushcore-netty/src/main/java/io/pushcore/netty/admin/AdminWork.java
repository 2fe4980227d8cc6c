package io.pushcore.netty.admin;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the application does for some calls. It may take its time, so that it is asked on a thread that no connection belongs to.
 *
 * @param metrics gives the text for {@code /metrics}
 * @param reload reads rules and limits again, and says in a sentence what became of it
 * @param backup copies what the storage keeps from one place to another, and says in a sentence what became of it; does not block
 */
public record AdminWork(
        @Nullable Supplier<String> metrics,
        @Nullable Supplier<String> reload,
        @Nullable BiFunction<String, String, CompletionStage<String>> backup,
        Executor executor) {

    /** Has it done; where it is asked for faster than it is done, that is refused. */
    CompletableFuture<String> run(Supplier<String> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException full) {
            throw new PushCoreException(ErrorCode.BUSY, "this is asked for faster than it can be done", full);
        }
    }
}
