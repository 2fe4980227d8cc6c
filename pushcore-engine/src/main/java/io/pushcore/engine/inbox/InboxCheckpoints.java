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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records, about once a second and in one batch, what moved in open inboxes. A batch that gets no answer holds up the inboxes in it, and
 * no others. Usable from any thread.
 */
final class InboxCheckpoints {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST = 10_000;

    private final Ground ground;
    /** Is told which inbox has another owner by now. */
    private final Consumer<OpenInbox> fenced;

    private final Queue<InboxRecord> due = new ConcurrentLinkedQueue<>();
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    InboxCheckpoints(Ground ground, Consumer<OpenInbox> fenced) {
        this.ground = ground;
        this.fenced = fenced;
    }

    void start() {
        if (!stopped) {
            timer = ground.time().schedule(EVERY, () -> {
                ground.executor().execute(this::recordAll);
                start();
            });
        }
    }

    void stop() {
        stopped = true;
        Time.Timer scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    /** Something of an inbox is to be recorded. */
    void add(InboxRecord record) {
        due.add(record);
    }

    /** Batch after batch, until nothing is due. */
    private void recordAll() {
        List<InboxRecord> batch = new ArrayList<>();
        InboxRecord next = due.poll();
        while (next != null) {
            batch.add(next);
            next = batch.size() < MOST ? due.poll() : null;
        }
        if (batch.isEmpty()) {
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<CompletableFuture<Optional<Checkpoint>>> parts =
                batch.stream().map(record -> record.next(done)).toList();
        CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new)).thenRun(() -> record(batch, parts, done));
        if (batch.size() == MOST) {
            done.thenRun(() -> ground.executor().execute(this::recordAll));
        }
    }

    private void record(
            List<InboxRecord> batch,
            List<CompletableFuture<Optional<Checkpoint>>> parts,
            CompletableFuture<Void> done) {
        List<InboxRecord> owners = new ArrayList<>();
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Optional<Checkpoint> part = parts.get(i).join();
            if (part.isPresent()) {
                owners.add(batch.get(i));
                checkpoints.add(part.get());
            }
        }
        if (owners.isEmpty()) {
            done.complete(null);
            return;
        }
        ground.store().checkpoint(checkpoints).whenComplete((outcomes, failure) -> {
            for (int i = 0; i < owners.size(); i++) {
                if (outcomes == null) {
                    owners.get(i).notRecorded();
                } else if (outcomes.get(i) == Checkpoint.Outcome.FENCED) {
                    fenced.accept(owners.get(i).inbox());
                }
            }
            if (failure != null) {
                ground.warn("inbox checkpoint failed", "inboxes cannot be recorded, that is repeated: " + failure);
            }
            done.complete(null);
        });
    }
}
