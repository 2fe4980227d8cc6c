package io.pushcore.engine.inbox;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What of an open inbox is to be recorded, and whether that is under way. Only the turns of the inbox touch it, but for what says any thread. */
final class InboxRecord {
    private static final Duration AGAIN = Duration.ofMillis(200);
    /** So often the last checkpoint is tried: who comes next waits for it. */
    private static final int LAST_TRIES = 5;

    private final Ground ground;
    private final InboxCheckpoints checkpoints;
    private final OpenInbox inbox;
    private final long fence;
    private final Turns turns;
    private final Places places;
    private final InboxWindow window;
    /** Places whose cursor moved since the last checkpoint. */
    private final BitSet moved = new BitSet(0);

    private boolean unrecorded;
    private boolean ended;
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

    InboxRecord(Inboxes inboxes, OpenInbox inbox, long fence, Turns turns, Places places, InboxWindow window) {
        this.ground = inboxes.ground();
        this.checkpoints = inboxes.checkpoints();
        this.inbox = inbox;
        this.fence = fence;
        this.turns = turns;
        this.places = places;
        this.window = window;
    }

    OpenInbox inbox() {
        return inbox;
    }

    /** A cursor may have moved. */
    void moved(int place) {
        moved.set(place);
        note();
    }

    /** The same, if the channel is read still. */
    void touch(String channel) {
        int place = places.of(channel);
        if (place >= 0) {
            moved(place);
        }
    }

    /** A place stands for nothing any more. */
    void left(int place) {
        moved.clear(place);
    }

    /** Something is to be recorded. */
    void note() {
        if (!unrecorded) {
            unrecorded = true;
            checkpoints.add(this);
        }
    }

    // ---- any thread

    /** The same. */
    void mustRecord() {
        turns.execute(this::note);
    }

    /** What is to be recorded now; nothing where that is under way still, or the inbox has ended, which records by itself. */
    CompletableFuture<Optional<Checkpoint>> next(CompletableFuture<Void> done) {
        return turns.call(() -> {
            if (ended) {
                return Optional.empty();
            }
            if (!underWay.isDone()) {
                underWay.whenComplete((recorded, failure) -> checkpoints.add(this));
                return Optional.empty();
            }
            underWay = done;
            return Optional.of(part(false));
        });
    }

    /** A checkpoint was not recorded, or nobody knows whether it was. */
    void notRecorded() {
        turns.execute(() -> {
            moved.set(0, places.count());
            note();
        });
    }

    // ---- the turns

    /** Records what is left, and that it has ended, once what is under way is over. */
    CompletableFuture<Void> last() {
        ended = true;
        underWay = underWay.handle((done, failure) -> null)
                .thenCompose(done -> turns.call(() -> part(true)))
                .thenCompose(last -> record(last, LAST_TRIES))
                .handle((done, failure) -> null);
        return underWay;
    }

    /** The last checkpoint may be repeated: one that was recorded is fenced then. */
    private CompletionStage<?> record(Checkpoint last, int tries) {
        CompletionStage<List<Checkpoint.Outcome>> recorded = ground.store().checkpoint(List.of(last));
        if (tries == 1) {
            return recorded;
        }
        CompletableFuture<Object> over = new CompletableFuture<>();
        recorded.whenComplete((outcome, failure) -> {
            if (failure == null) {
                over.complete(outcome);
            } else {
                ground.time()
                        .schedule(
                                AGAIN,
                                () -> record(last, tries - 1).whenComplete((done, again) -> over.complete(last)));
            }
        });
        return over;
    }

    private Checkpoint part(boolean release) {
        InboxId id = inbox.id();
        List<Followed> cursors = new ArrayList<>();
        for (int place = moved.nextSetBit(0); place >= 0; place = moved.nextSetBit(place + 1)) {
            if (place < places.count() && places.isUsed(place)) {
                Cursor cursor = window.cursor(places.channel(place), places.position(place));
                cursors.add(new Followed(places.channel(place), places.version(place), cursor));
            }
        }
        moved.clear();
        unrecorded = false;
        return new Checkpoint(
                id, fence, window.acknowledged(), window.last(), window.shown(), window.burned(), cursors, release);
    }
}
