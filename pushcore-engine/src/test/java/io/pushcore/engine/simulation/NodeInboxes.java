package io.pushcore.engine.simulation;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The inboxes of the storage, as one node reaches them; tells what is recorded of them, the moment it is. */
final class NodeInboxes implements InboxStore {
    private final InboxStore inner;
    private final FaultyCalls calls;
    private final ClusterWorld world;
    private final ClusterInboxes inboxes;
    /** The newest fence this node knows of each. */
    private final Map<InboxId, Long> fences = new HashMap<>();

    NodeInboxes(InboxStore inner, FaultyCalls calls, ClusterWorld world, ClusterInboxes inboxes) {
        this.inner = inner;
        this.calls = calls;
        this.world = world;
        this.inboxes = inboxes;
    }

    /** The fence of the last opening that was answered; 0 if none was. */
    long fence(InboxId inbox) {
        return fences.getOrDefault(inbox, 0L);
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId inbox, String node, int numbers) {
        CompletionStage<OpenedInbox> answer = calls.asked(() -> {
            CompletionStage<OpenedInbox> opened = inner.open(inbox, node, Math.min(numbers, world.numbers));
            opened.thenAccept(told -> inboxes.of(inbox).opened(told, node));
            return opened;
        });
        return answer.thenApply(opened -> {
            fences.merge(inbox, opened.fence(), Math::max);
            inboxes.of(inbox).heard(opened);
            return opened;
        });
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        return calls.asked(() -> {
            List<Checkpoint.Outcome> outcomes = new ArrayList<>();
            for (Checkpoint each : batch) {
                Checkpoint.Outcome outcome = inner.checkpoint(List.of(each))
                        .toCompletableFuture()
                        .join()
                        .get(0);
                inboxes.of(each.inbox()).recorded(each, outcome);
                outcomes.add(outcome);
            }
            return CompletableFuture.completedFuture(outcomes);
        });
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId inbox) {
        return calls.asked(() -> inner.exists(inbox));
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId inbox) {
        return calls.asked(() -> inner.holder(inbox));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId inbox, long fence, long through) {
        return calls.asked(() -> inner.reserve(inbox, fence, through));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return calls.asked(() -> inner.follow(owner, channel));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return calls.asked(() -> inner.follow(owner, channel, from));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String owner, String channel) {
        return calls.asked(() -> inner.unfollow(owner, channel));
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return calls.asked(() -> inner.followers(channel, after, limit));
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> owners) {
        return calls.asked(() -> inner.versions(owners));
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId inbox) {
        return calls.asked(() -> inner.followed(inbox));
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return calls.asked(() -> inner.mark(owner, read));
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return calls.asked(() -> inner.marks(owner));
    }

    @Override
    public CompletionStage<Void> forget(InboxId inbox) {
        return calls.asked(() -> inner.forget(inbox));
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return calls.asked(() -> inner.forgetUnused(since, limit));
    }
}
