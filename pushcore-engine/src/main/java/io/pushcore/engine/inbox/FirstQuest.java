package io.pushcore.engine.inbox;

import io.pushcore.InboxEvent;
import io.pushcore.storage.InboxId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the first event of an inbox, whichever session has it open meanwhile, or none. Usable from any thread. */
final class FirstQuest {
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Inboxes inboxes;
    private final InboxId id;
    private final CompletableFuture<InboxEvent> answer = new CompletableFuture<>();
    private volatile InboxQuestions.@Nullable Waiting waiting;

    FirstQuest(Inboxes inboxes, InboxId id) {
        this.inboxes = inboxes;
        this.id = id;
    }

    CompletableFuture<InboxEvent> begin() {
        look();
        return answer;
    }

    /** Nobody waits for it any more. */
    void giveUp() {
        answer.cancel(false);
        InboxQuestions.Waiting asked = waiting;
        if (asked != null) {
            asked.asked().cancel(false);
        }
    }

    private void look() {
        inboxes.relay().isElsewhere(id).whenComplete((node, failure) -> {
            if (node == null) {
                answer.completeExceptionally(failure);
            } else if (node.isEmpty()) {
                lookHere();
            } else {
                lookThere();
            }
        });
    }

    /** Another node has it open: that is asked, now and again. */
    private void lookThere() {
        inboxes.pending(id, 1).whenComplete((pending, failure) -> {
            if (pending != null && !pending.events().isEmpty()) {
                answer.complete(pending.events().get(0));
            } else if (!answer.isDone() && !inboxes.isClosed()) {
                inboxes.ground()
                        .time()
                        .schedule(AGAIN, () -> inboxes.ground().executor().execute(this::look));
            }
        });
    }

    private void lookHere() {
        inboxes.there(id).whenComplete((inbox, failure) -> {
            if (inbox == null) {
                answer.completeExceptionally(failure);
                return;
            }
            InboxQuestions.Waiting asked = inbox.questions().first();
            waiting = asked;
            if (answer.isDone()) {
                asked.asked().cancel(false);
            }
            asked.answer().whenComplete((events, refused) -> {
                inbox.questions().asked();
                heard(inbox, events, refused);
            });
        });
    }

    private void heard(OpenInbox inbox, @Nullable List<InboxEvent> events, @Nullable Throwable refused) {
        if (events != null && !events.isEmpty()) {
            answer.complete(events.get(0));
        } else if (!answer.isDone()) {
            // acknowledged meanwhile, or whoever opened it next has it now
            if (events != null || (inbox.hasEnded() && !inboxes.isClosed())) {
                look();
            } else {
                answer.completeExceptionally(refused);
            }
        }
    }
}
