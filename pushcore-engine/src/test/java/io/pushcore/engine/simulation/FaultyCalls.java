package io.pushcore.engine.simulation;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The way of one node to its storage: answers come late, are lost, or never, as its {@link Faults} say. */
final class FaultyCalls {
    private final ClusterWorld world;
    private final Faults faults;
    private final Latency latency;
    private boolean stopped;

    FaultyCalls(ClusterWorld world, Faults faults, Latency latency) {
        this.world = world;
        this.faults = faults;
        this.latency = latency;
    }

    /** The process that asks is gone: what is under way may still happen, but nobody hears of it. */
    void stop() {
        stopped = true;
    }

    /** Asks, where every call is answered some time. */
    <T> CompletionStage<T> answered(Supplier<CompletionStage<T>> question) {
        return asked(question, false);
    }

    /** Asks, where an answer may never come. */
    <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question) {
        return asked(question, true);
    }

    private <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> question, boolean mayBeSilent) {
        latency.mayYield();
        CompletableFuture<T> answer = new CompletableFuture<>();
        Chance chance = world.chance;
        if (chance.percent(faults.refused)) {
            world.tally.count(ClusterHappening.STORE_REFUSED);
            tell(answer, failed("before anything was done"));
        } else if (chance.percent(faults.answerLost)) {
            world.tally.count(ClusterHappening.STORE_ANSWER_LOST);
            carryOut(question);
            tell(answer, failed("the answer was lost"));
        } else if (mayBeSilent && chance.percent(faults.silent)) {
            world.tally.count(ClusterHappening.STORE_SILENT);
            silent(question, answer);
        } else if (chance.percent(faults.late)) {
            world.tally.count(ClusterHappening.STORE_LATE);
            if (chance.oneIn(2)) {
                CompletionStage<T> value = question.get();
                later(() -> tell(answer, value));
            } else {
                later(() -> tell(answer, question.get()));
            }
        } else {
            tell(answer, question.get());
        }
        latency.mayYield();
        return answer;
    }

    private <T> void silent(Supplier<CompletionStage<T>> question, CompletableFuture<T> answer) {
        switch (world.chance.below(4)) {
            case 0 -> carryOut(question);
            case 1 -> later(() -> carryOut(question));
            // it comes to, long after nobody waits any more
            case 2 -> latency.after(Duration.ofSeconds(5), () -> tell(answer, question.get()));
            default -> {}
        }
    }

    /** Whatever it answers, nobody hears it. */
    private static <T> void carryOut(Supplier<CompletionStage<T>> question) {
        question.get().whenComplete((value, failure) -> {});
    }

    private <T> void tell(CompletableFuture<T> answer, CompletionStage<T> with) {
        if (stopped) {
            return;
        }
        with.whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        });
    }

    private void later(Runnable work) {
        if (world.chance.oneIn(2)) {
            latency.soon(work);
        } else {
            latency.after(Duration.ofNanos(world.chance.below(faults.latest.toNanos())), work);
        }
    }

    private static <T> CompletableFuture<T> failed(String sentence) {
        return CompletableFuture.failedFuture(new StorageException(Fault.RETRIABLE, sentence));
    }
}
