package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Inboxes, follows and marks. Nothing of them is kept in memory. Calls come from any thread; what they change is changed by the writer's, what
 * they read is read on the executor for calls that block.
 */
final class DiskInboxStore implements InboxStore {
    /** So many checkpoints are one work: then others have a turn. */
    private static final int AT_ONCE = 256;
    /** Of so few owners the versions are told by who asks, if no look at the disk is needed. */
    private static final int FEW = 4;

    private final OpenStorage open;

    DiskInboxStore(OpenStorage open) {
        this.open = open;
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId id, String node, int numbers) {
        if (numbers < 1 || numbers > MAX_NUMBERS) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("1 to " + MAX_NUMBERS + " numbers are reserved: " + numbers));
        }
        return plain(open.<Supplier<CompletableFuture<OpenedInbox>>>commit(
                        false,
                        (parts, batch) -> opened(id, new InboxWriter(parts, batch).open(id, node, numbers), batch))
                .thenCompose(Supplier::get));
    }

    /**
     * What is followed may be much, and needs not hold up the writer: behind this fence no cursor moves. So it can be read while the fence
     * is synced, unless more of the owner changes with it.
     */
    private Supplier<CompletableFuture<OpenedInbox>> opened(InboxId id, InboxRow row, Batch batch) {
        Supplier<CompletableFuture<OpenedInbox>> read = () -> reading(reader -> reader.opened(id, row));
        if (batch.staged(Family.INBOXES, InboxKeys.all(id.owner())) > 1) {
            return read;
        }
        CompletableFuture<OpenedInbox> begun = read.get();
        return () -> begun;
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId id) {
        return reading(reader -> reader.find(id) != null);
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId id) {
        return reading(reader ->
                Optional.ofNullable(reader.find(id)).map(row -> row.node).filter(node -> !node.isEmpty()));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId id, long fence, long through) {
        return plain(open.<Optional<IllegalArgumentException>>commit(false, (parts, batch) -> {
                    try {
                        new InboxWriter(parts, batch).reserve(id, fence, through);
                        return Optional.empty();
                    } catch (IllegalArgumentException refusal) {
                        return Optional.of(refusal);
                    }
                })
                .thenAccept(refusal -> refusal.ifPresent(it -> {
                    throw it;
                })));
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        return plain(checkpoint(List.copyOf(batch), 0, new ArrayList<>(batch.size())));
    }

    private CompletableFuture<List<Checkpoint.Outcome>> checkpoint(
            List<Checkpoint> all, int from, List<Checkpoint.Outcome> outcomes) {
        List<Checkpoint> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
        return open.<List<Checkpoint.Outcome>>commit(false, (parts, batch) -> {
                    InboxWriter writer = new InboxWriter(parts, batch);
                    return some.stream().map(writer::record).toList();
                })
                .thenCompose(recorded -> {
                    outcomes.addAll(recorded);
                    int next = from + some.size();
                    return next < all.size()
                            ? checkpoint(all, next, outcomes)
                            : CompletableFuture.completedFuture(outcomes);
                });
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return follows(owner, channel, null);
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return follows(owner, channel, from);
    }

    private CompletionStage<Position> follows(String owner, String channel, @Nullable Position from) {
        return open.commit(false, (parts, batch) -> new FollowWriter(parts, batch).follow(owner, channel, from));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String owner, String channel) {
        return open.commit(true, (parts, batch) -> new FollowWriter(parts, batch).unfollow(owner, channel));
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return reading(reader -> reader.followers(channel, after, limit));
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> owners) {
        List<String> names = List.copyOf(owners);
        Function<InboxReader, List<Long>> versions =
                reader -> names.stream().map(reader::version).toList();
        return names.size() <= FEW ? readingAtOnce(versions) : reading(versions);
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId id) {
        return reading(reader -> reader.followed(id));
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return plain(open.<Boolean>commit(false, (parts, batch) -> {
                    new FollowWriter(parts, batch).mark(owner, read);
                    return true;
                })
                .thenAccept(done -> {}));
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return reading(reader -> reader.marks(owner));
    }

    @Override
    public CompletionStage<Void> forget(InboxId id) {
        return plain(open.<Boolean>commit(true, (parts, batch) -> {
                    new InboxForgetting(parts, batch).forget(id);
                    return true;
                })
                .thenAccept(done -> {}));
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return plain(forgetUnused(Nanos.of(since), limit, InboxForgetting.Step.BEGIN, new ArrayList<>()));
    }

    private CompletableFuture<List<InboxId>> forgetUnused(long since, int limit, byte[] from, List<InboxId> forgotten) {
        return open.<InboxForgetting.Step>commit(
                        true,
                        (parts, batch) ->
                                new InboxForgetting(parts, batch).forgetUnused(since, limit - forgotten.size(), from))
                .thenCompose(step -> {
                    forgotten.addAll(step.forgotten());
                    return step.isLast() || forgotten.size() >= limit
                            ? CompletableFuture.completedFuture(forgotten)
                            : forgetUnused(since, limit, step.from(), forgotten);
                })
                // what was forgotten is told
                .exceptionallyCompose(failure -> forgotten.isEmpty()
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.completedFuture(forgotten));
    }

    private <T> CompletableFuture<T> reading(Function<InboxReader, T> reading) {
        OpenStorage.Parts parts = open.current();
        return parts == null ? open.failed() : open.reading(view -> reading.apply(new InboxReader(parts, view)));
    }

    private <T> CompletableFuture<T> readingAtOnce(Function<InboxReader, T> reading) {
        OpenStorage.Parts parts = open.current();
        return parts == null ? open.failed() : open.readingAtOnce(view -> reading.apply(new InboxReader(parts, view)));
    }

    /** Fails with what a step before it failed with, and not with a wrapping of that. */
    private static <T extends @Nullable Object> CompletableFuture<T> plain(CompletableFuture<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
                answer.completeExceptionally(isWrapped ? failure.getCause() : failure);
            }
        });
        return answer;
    }
}
