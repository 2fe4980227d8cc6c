package io.pushcore.engine.inbox;

import io.pushcore.Time;
import io.pushcore.storage.Checkpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Records, about once a second and in one batch, what moved in open inboxes. Usable from any thread. */
final class InboxCheckpoints {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST = 10_000;

    private final Ground ground;
    private final Inboxes inboxes;
    private final Queue<OpenInbox> due = new ConcurrentLinkedQueue<>();
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    InboxCheckpoints(Ground ground, Inboxes inboxes) {
        this.ground = ground;
        this.inboxes = inboxes;
    }

    void start() {
        if (!stopped) {
            timer = ground.time().schedule(EVERY, this::recordAll);
        }
    }

    /** Batch after batch, until nothing is due. */
    private void recordAll() {
        record().whenComplete((done, failure) -> {
            if (due.isEmpty() || failure != null) {
                start();
            } else {
                ground.executor().execute(this::recordAll);
            }
        });
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    /** Something of an inbox is to be recorded. */
    void add(OpenInbox inbox) {
        due.add(inbox);
    }

    private CompletableFuture<Void> record() {
        List<OpenInbox> batch = new ArrayList<>();
        while (batch.size() < MOST && !due.isEmpty()) {
            batch.add(due.remove());
        }
        if (batch.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<CompletableFuture<Optional<Checkpoint>>> parts =
                batch.stream().map(inbox -> inbox.checkpoint(done)).toList();
        CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new)).thenRun(() -> record(batch, parts, done));
        return done;
    }

    private void record(
            List<OpenInbox> batch, List<CompletableFuture<Optional<Checkpoint>>> parts, CompletableFuture<Void> done) {
        List<OpenInbox> owners = new ArrayList<>();
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Optional<Checkpoint> part = parts.get(i).join();
            if (part.isPresent()) {
                owners.add(batch.get(i));
                checkpoints.add(part.get());
            }
        }
        ground.store().checkpoint(checkpoints).whenComplete((outcomes, failure) -> {
            for (int i = 0; i < owners.size(); i++) {
                if (outcomes == null) {
                    owners.get(i).notRecorded();
                } else if (outcomes.get(i) == Checkpoint.Outcome.FENCED) {
                    inboxes.fenced(owners.get(i));
                }
            }
            if (failure != null) {
                ground.warn("inbox checkpoint failed", "inboxes cannot be recorded, that is repeated: " + failure);
            }
            done.complete(null);
        });
    }
}
