package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.InboxSession;
import io.pushcore.Position;
import io.pushcore.Start;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.engine.inbox.LocalInbox;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.engine.session.Holds;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Named subscriptions of channels: inboxes that follow one channel. Keeps nothing. */
final class Durables {
    private final Engine engine;
    private final Inboxes inboxes;

    Durables(Engine engine) {
        this.engine = engine;
        this.inboxes = engine.inboxes();
    }

    CompletableFuture<InboxSession> open(String channel, String name, Start start) {
        InboxId id = InboxId.reader(channel, name);
        Holds holds = engine.sessions.holds();
        String hold = engine.randomText(12);
        CompletableFuture<OpenInbox> free =
                inboxes.whenFree(id, () -> holds.take(id, hold).thenCompose(done -> follow(id, channel, start)));
        free.whenComplete((inbox, failure) -> {
            if (inbox == null) {
                holds.giveBack(hold);
            } else {
                inbox.whenEnded(() -> holds.giveBack(hold));
            }
        });
        CompletableFuture<InboxSession> answer = StorageAnswer.of(engine, free.thenCompose(inboxes::session));
        answer.whenComplete((session, failure) -> {
            if (answer.isCancelled()) {
                giveUp(free);
            }
        });
        return answer;
    }

    /** Nobody waits any more: the next has its turn. */
    private static void giveUp(CompletableFuture<OpenInbox> free) {
        if (!free.cancel(false) && !free.isCompletedExceptionally()) {
            free.join().end(Closed.Reason.UNSUBSCRIBED, "");
        }
    }

    CompletableFuture<Void> forget(String channel, String name) {
        return new LocalInbox(inboxes, InboxId.reader(channel, name)).forget();
    }

    /** Where it begins; one that is there goes on where it stands. */
    private CompletionStage<Position> follow(InboxId id, String channel, Start start) {
        if (start instanceof Start.Now) {
            return inboxes.follow(id.owner(), channel);
        }
        if (start instanceof Start.After after) {
            return inboxes.followFrom(id.owner(), channel, after.position());
        }
        if (start instanceof Start.Since since) {
            return engine.log
                    .positionAt(channel, since.instant())
                    .thenCompose(position -> inboxes.followFrom(id.owner(), channel, position));
        }
        long offset = start instanceof Start.AfterOffset after ? after.offset() : 0;
        return engine.log.heads(List.of(channel)).thenCompose(heads -> {
            Head head = heads.get(0);
            long from = offset == 0 ? head.first() - 1 : offset;
            return inboxes.followFrom(id.owner(), channel, new Position(head.epoch(), from));
        });
    }
}
