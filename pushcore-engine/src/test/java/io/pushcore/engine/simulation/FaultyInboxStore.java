package io.pushcore.engine.simulation;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The inboxes of a storage that answers late, refuses, and loses answers; tells {@link Inboxed} what was recorded, when it was. */
final class FaultyInboxStore implements InboxStore {
    private final InboxStore inner;
    private final InboxWorld world;
    private final Inboxed inboxed;
    private final Latency latency;
    private final boolean ignoresFences;
    private boolean old;
    private boolean stopped;

    /** @param ignoresFences a planted fault: who had an inbox before may still record */
    FaultyInboxStore(InboxStore inner, InboxWorld world, Inboxed inboxed, Latency latency, boolean ignoresFences) {
        this.inner = inner;
        this.world = world;
        this.inboxed = inboxed;
        this.latency = latency;
        this.ignoresFences = ignoresFences;
    }

    /** Another broker has begun, and this one does not know. */
    void isOld() {
        old = true;
    }

    /** The process that asks is gone: what is under way may still happen, but nobody hears of it. */
    void stop() {
        old = true;
        stopped = true;
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId inbox, String node, int numbers) {
        long openings = inboxed.of(inbox).openings;
        CompletionStage<OpenedInbox> answer = asked(List.of(inbox), () -> {
            OpenedInbox opened = now(inner.open(inbox, node, Math.min(numbers, world.numbers)));
            // so late that somebody else has opened it meanwhile, and knows nothing of this
            boolean late = inboxed.of(inbox).openings != openings;
            if (late) {
                inboxed.disturbed(inbox);
            }
            inboxed.opened(inbox, opened, old);
            if (late) {
                // nor may the next one wait until its numbers are given back
                inboxed.disturbed(inbox);
            }
            return opened;
        });
        return answer.thenApply(opened -> {
            if (!old) {
                inboxed.heard(inbox, opened);
            }
            return opened;
        });
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId inbox) {
        return asked(List.of(), () -> now(inner.exists(inbox)));
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId inbox) {
        return asked(List.of(), () -> now(inner.holder(inbox)));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId inbox, long fence, long through) {
        return asked(List.of(inbox), () -> {
            now(inner.reserve(inbox, fence, through));
            world.tally.count(InboxHappening.NUMBERS_RESERVED);
            return nothing();
        });
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        return asked(batch.stream().map(Checkpoint::inbox).toList(), () -> {
            List<Checkpoint.Outcome> outcomes = new ArrayList<>();
            for (Checkpoint each : batch) {
                Checkpoint.Outcome outcome = now(inner.checkpoint(
                                List.of(ignoresFences ? inboxed.withLastFence(each) : each)))
                        .get(0);
                inboxed.recorded(each, outcome, old);
                outcomes.add(outcome);
            }
            return outcomes;
        });
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return asked(List.of(), () -> now(inner.follow(owner, channel)));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return asked(List.of(), () -> now(inner.follow(owner, channel, from)));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String owner, String channel) {
        return asked(List.of(), () -> now(inner.unfollow(owner, channel)));
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return asked(List.of(), () -> now(inner.followers(channel, after, limit)));
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> owners) {
        return asked(List.of(), () -> now(inner.versions(owners)));
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId inbox) {
        return asked(List.of(), () -> now(inner.followed(inbox)));
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return asked(List.of(), () -> now(inner.mark(owner, read)));
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return asked(List.of(), () -> now(inner.marks(owner)));
    }

    @Override
    public CompletionStage<Void> forget(InboxId inbox) {
        return asked(List.of(), () -> {
            now(inner.forget(inbox));
            inboxed.forgotten(inbox);
            return nothing();
        });
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return asked(List.of(), () -> now(inner.forgetUnused(since, limit)));
    }

    // ---- trouble

    private <T> CompletionStage<T> asked(List<InboxId> inboxes, Supplier<T> question) {
        latency.mayYield();
        CompletableFuture<T> answer = new CompletableFuture<>();
        Chance chance = world.chance;
        Faults faults = world.faults;
        if (chance.percent(faults.refused)) {
            world.tally.count(InboxHappening.STORE_REFUSED);
            inboxes.forEach(inboxed::disturbed);
            settle(answer, () -> failed("before anything was done"));
        } else if (chance.percent(faults.answerLost)) {
            world.tally.count(InboxHappening.STORE_ANSWER_LOST);
            done(question);
            inboxes.forEach(inboxed::disturbed);
            settle(answer, () -> failed("the answer was lost"));
        } else if (chance.percent(faults.silent)) {
            world.tally.count(InboxHappening.STORE_SILENT);
            inboxes.forEach(inboxed::disturbed);
            switch (chance.below(4)) {
                case 0 -> done(question);
                case 1 -> later(() -> done(question));
                // it comes to, long after nobody waits any more
                case 2 -> latency.after(Duration.ofSeconds(5), () -> tell(answer, done(question)));
                default -> {}
            }
        } else if (chance.percent(faults.late)) {
            world.tally.count(InboxHappening.STORE_LATE);
            // maybe so late that the broker does not wait for it
            inboxes.forEach(inboxed::disturbed);
            if (chance.oneIn(2)) {
                CompletableFuture<T> value = done(question);
                later(() -> tell(answer, value));
            } else {
                later(() -> tell(answer, done(question)));
            }
        } else {
            tell(answer, done(question));
        }
        latency.mayYield();
        return answer;
    }

    private <T> void settle(CompletableFuture<T> answer, Supplier<CompletableFuture<T>> with) {
        if (world.chance.percent(world.faults.late)) {
            later(() -> tell(answer, with.get()));
        } else {
            tell(answer, with.get());
        }
    }

    private <T> void tell(CompletableFuture<T> answer, CompletableFuture<T> with) {
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
            latency.after(Duration.ofNanos(world.chance.below(world.faults.latest.toNanos())), work);
        }
    }

    private static <T> CompletableFuture<T> done(Supplier<T> question) {
        try {
            return CompletableFuture.completedFuture(question.get());
        } catch (StorageException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** What the inner storage, which answers at once, has answered. */
    private static <T> T now(CompletionStage<T> answered) {
        CompletableFuture<T> answer = answered.toCompletableFuture();
        if (answer.isCompletedExceptionally()) {
            Throwable failure = answer.handle((value, thrown) -> thrown).join();
            throw failure instanceof StorageException storage ? storage : new IllegalStateException(failure);
        }
        return answer.join();
    }

    private static <T> CompletableFuture<T> failed(String sentence) {
        return CompletableFuture.failedFuture(new StorageException(Fault.RETRIABLE, sentence));
    }

    @SuppressWarnings("NullAway")
    private static Void nothing() {
        return null;
    }
}
