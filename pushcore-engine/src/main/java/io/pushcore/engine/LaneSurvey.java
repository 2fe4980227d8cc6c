package io.pushcore.engine;

import io.pushcore.Time;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A question to all lanes. It is answered when all have, or after a second without those that have not: what stands on a blocked lane
 * must not keep an operator from the rest.
 */
final class LaneSurvey<T> {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Engine engine;
    private final Queue<T> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Answers<T>> done = new CompletableFuture<>();

    /** @param whole whether all lanes answered in time */
    record Answers<T>(List<T> answers, boolean whole) {}

    private LaneSurvey(Engine engine) {
        this.engine = engine;
    }

    /** Asks each lane with its connections; completes on the executor. */
    static <T> CompletableFuture<Answers<T>> ask(
            Engine engine, LaneRounds rounds, Function<List<NetLink>, T> question) {
        LaneSurvey<T> survey = new LaneSurvey<>(engine);
        survey.open.incrementAndGet();
        rounds.lanes().forEach(lane -> {
            survey.open.incrementAndGet();
            lane.execute(() -> survey.answered(question.apply(rounds.linksOf(lane))));
        });
        Time.Timer timer = engine.time.schedule(PATIENCE, () -> survey.complete(false));
        survey.done.whenComplete((answers, never) -> timer.cancel());
        survey.closeIfAll();
        return survey.done;
    }

    private void answered(T answer) {
        answers.add(answer);
        closeIfAll();
    }

    private void closeIfAll() {
        if (open.decrementAndGet() == 0) {
            complete(true);
        }
    }

    private void complete(boolean whole) {
        if (!done.isDone()) {
            engine.errands.execute(() -> done.complete(new Answers<>(List.copyOf(answers), whole)));
        }
    }
}
