package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens inboxes: the one that is open here is recorded first, and what was opened by half is ended. One that the storage opened and
 * nobody has heard of raised the fence all the same: who opens it after that is not touched, who has it open by then is ended, as by a
 * failure, so that clients come back. Usable from any thread.
 */
final class Openings {
    /** So long an opening of unknown outcome may take effect, as far as is looked after. */
    private static final Duration UNSURE = Duration.ofMinutes(10);

    private static final String LOST = "the storage carried out an opening that had failed; open again";

    private final Inboxes inboxes;
    private final Ground ground;
    private final OpenInboxes open;
    /** Of these an opening failed, and may have been carried out, or may be still. */
    private final Set<InboxId> unsure = ConcurrentHashMap.newKeySet();
    /** Of those that are being opened here the highest fence that another node has told of meanwhile. */
    private final Map<InboxId, Long> toldOf = new ConcurrentHashMap<>();

    Openings(Inboxes inboxes, OpenInboxes open) {
        this.inboxes = inboxes;
        this.ground = inboxes.ground();
        this.open = open;
    }

    /** Opens an inbox, while nothing else is done with it. */
    CompletableFuture<OpenInbox> open(InboxId id) {
        return open(id, false);
    }

    /** @param forQuestions see {@link InboxQuestions#asked} */
    CompletableFuture<OpenInbox> open(InboxId id, boolean forQuestions) {
        toldOf.put(id, 0L);
        return end(id, Closed.Reason.TAKEN_OVER, "another session opened the inbox")
                .thenCompose(ended -> ground.open(id, late -> tooLate(id, late)))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        toldOf.remove(id);
                        isUnsure(id);
                    }
                })
                .thenCompose(opened -> begin(id, opened, forQuestions));
    }

    private void isUnsure(InboxId id) {
        unsure.add(id);
        ground.time().schedule(UNSURE, () -> unsure.remove(id));
    }

    private CompletableFuture<OpenInbox> begin(InboxId id, OpenedInbox opened, boolean forQuestions) {
        tell(id, opened);
        OpenInbox inbox = new OpenInbox(inboxes, id, opened, forQuestions);
        open.add(inbox);
        Long other = toldOf.remove(id);
        if (other != null) {
            takenOver(id, other);
        }
        CompletableFuture<OpenInbox> begun = inbox.begin()
                .thenCompose(done -> followedMeanwhile(inbox, opened.followVersion()))
                .thenApply(done -> inboxes.isClosed() ? refused() : inbox);
        // one that is half open would show half of it
        return begun.exceptionallyCompose(failure -> inbox.end(Closed.Reason.FAILED, "cannot be opened")
                .thenCompose(ended -> CompletableFuture.failedFuture(failure)));
    }

    private void tell(InboxId id, OpenedInbox opened) {
        ground.tookOver(opened.heldBy(), id, opened.fence());
    }

    private static OpenInbox refused() {
        throw new PushCoreException(ErrorCode.CLOSED, "broker is closed");
    }

    /** A follow may have been recorded after the inbox was opened and before it could be told. */
    private CompletionStage<Void> followedMeanwhile(OpenInbox inbox, long version) {
        return ground.store().versions(List.of(inbox.id().owner())).thenCompose(now -> {
            if (now.get(0) == version) {
                return CompletableFuture.completedFuture(null);
            }
            return inbox.refollow();
        });
    }

    CompletableFuture<Void> end(InboxId id, Closed.Reason reason, String sentence) {
        OpenInbox there = open.of(id);
        return there == null ? CompletableFuture.completedFuture(null) : there.end(reason, sentence);
    }

    /** The storage refused something to an inbox, as it has another owner by now. */
    void fenced(OpenInbox inbox) {
        if (unsure.remove(inbox.id())) {
            inbox.end(Closed.Reason.FAILED, LOST);
        } else {
            inbox.end(Closed.Reason.TAKEN_OVER, "the inbox was opened elsewhere");
        }
    }

    /** Another node has opened an inbox, which counts from that fence on. */
    void takenOver(InboxId id, long fence) {
        toldOf.computeIfPresent(id, (same, known) -> Math.max(known, fence));
        OpenInbox there = open.of(id);
        if (there != null && there.fence() < fence) {
            fenced(there);
        }
    }

    /** An opening was answered after it had failed. */
    private void tooLate(InboxId id, OpenedInbox opened) {
        unsure.remove(id);
        OpenInbox there = open.of(id);
        if (there != null && there.fence() < opened.fence()) {
            there.end(Closed.Reason.FAILED, LOST);
        }
        tell(id, opened);
        // where nobody has opened it since, it is nobody's; else this is refused
        ground.store().checkpoint(List.of(released(id, opened)));
    }

    private static Checkpoint released(InboxId id, OpenedInbox opened) {
        return new Checkpoint(
                id,
                opened.fence(),
                opened.acknowledged(),
                opened.numbers().first() - 1,
                opened.shown(),
                opened.burned(),
                List.of(),
                true);
    }
}
