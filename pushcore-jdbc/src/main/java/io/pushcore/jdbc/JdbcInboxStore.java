package io.pushcore.jdbc;

import io.pushcore.Position;
import io.pushcore.jdbc.postgresql.CheckpointCalls;
import io.pushcore.jdbc.postgresql.FollowCalls;
import io.pushcore.jdbc.postgresql.InboxCalls;
import io.pushcore.jdbc.postgresql.Nanos;
import io.pushcore.jdbc.postgresql.Schema;
import io.pushcore.jdbc.postgresql.UnusedCalls;
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
import java.util.concurrent.CompletionStage;

/** Inboxes in tables. Calls come from any thread and are asked on the storage's own. */
final class JdbcInboxStore implements InboxStore {
    /** As many checkpoints are one transaction. */
    private static final int MOST_CHECKPOINTS = 256;

    private final OpenStorage open;
    private final InboxCalls inboxes;
    private final CheckpointCalls checkpoints;
    private final FollowCalls follows;
    private final UnusedCalls unused;

    JdbcInboxStore(OpenStorage open, Schema schema) {
        this.open = open;
        this.inboxes = new InboxCalls(schema);
        this.checkpoints = new CheckpointCalls(schema);
        this.follows = new FollowCalls(schema);
        this.unused = new UnusedCalls(schema);
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId inbox, String node, int numbers) {
        if (numbers < 1 || numbers > MAX_NUMBERS) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("numbers must be 1 to " + MAX_NUMBERS + ": " + numbers));
        }
        return open.ask(false, parts -> connection -> inboxes.open(connection, inbox, node, numbers, parts.now()));
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId inbox) {
        return open.<Boolean>ask(parts -> connection -> inboxes.exists(connection, inbox));
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId inbox) {
        return open.ask(parts -> connection -> inboxes.holder(connection, inbox));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId inbox, long fence, long through) {
        return open.tell(parts -> connection -> {
            inboxes.reserve(connection, inbox, fence, through);
            return true;
        });
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        List<Checkpoint> all = List.copyOf(batch);
        return open.ask(parts -> connection -> {
            List<Checkpoint.Outcome> outcomes = new ArrayList<>();
            for (int from = 0; from < all.size(); from += MOST_CHECKPOINTS) {
                List<Checkpoint> some = all.subList(from, Math.min(all.size(), from + MOST_CHECKPOINTS));
                outcomes.addAll(checkpoints.record(connection, some, parts.now()));
            }
            return outcomes;
        });
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return open.ask(parts -> connection -> follows.follow(connection, owner, channel, null, parts.now()));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return open.ask(parts -> connection -> follows.follow(connection, owner, channel, from, parts.now()));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String owner, String channel) {
        return open.<Boolean>ask(parts -> connection -> follows.unfollow(connection, owner, channel, parts.now()));
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return open.ask(parts -> connection -> follows.followers(connection, channel, after, limit));
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> owners) {
        List<String> names = List.copyOf(owners);
        return open.ask(parts -> connection -> follows.versions(connection, names));
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId inbox) {
        return open.ask(parts -> connection -> inboxes.followed(connection, inbox, parts.now()));
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return open.tell(parts -> connection -> {
            follows.mark(connection, owner, read, parts.now());
            return true;
        });
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return open.ask(parts -> connection -> follows.marks(connection, owner, parts.now()));
    }

    @Override
    public CompletionStage<Void> forget(InboxId inbox) {
        return open.tell(parts -> connection -> {
            inboxes.forget(connection, inbox);
            return true;
        });
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return open.ask(parts -> connection -> unused.forget(connection, Nanos.of(since), limit));
    }
}
