package io.pushcore.engine.inbox;

import io.pushcore.InboxEvent;
import io.pushcore.storage.InboxId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the first event of an inbox, whichever session has it open meanwhile, or none. Usable from any thread. */
final class FirstQuest {
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
