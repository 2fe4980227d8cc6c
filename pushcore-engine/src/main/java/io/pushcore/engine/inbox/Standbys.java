package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.storage.InboxId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Who waits until an inbox is free, behind the last who came before. Usable from any thread. */
final class Standbys {
    /** Is complete when the last who came has the inbox no more. */
    private final Map<InboxId, CompletableFuture<Void>> lasts = new ConcurrentHashMap<>();

    /** Opens an inbox once nobody has it open who came before. */
    CompletableFuture<OpenInbox> whenFree(InboxId id, Supplier<CompletableFuture<OpenInbox>> open) {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        CompletableFuture<Void> before = lasts.put(id, freed);
        CompletableFuture<OpenInbox> answer = new CompletableFuture<>();
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        turn.whenComplete((done, ignored) -> {
            if (answer.isDone()) {
                free(id, freed);
                return;
            }
            open.get().whenComplete((inbox, failure) -> {
                if (inbox == null) {
                    free(id, freed);
                    answer.completeExceptionally(failure);
                    return;
                }
                inbox.whenEnded(() -> free(id, freed));
                if (!answer.complete(inbox)) {
                    inbox.end(Closed.Reason.UNSUBSCRIBED, "");
                }
            });
        });
        return answer;
    }

    private void free(InboxId id, CompletableFuture<Void> freed) {
        lasts.remove(id, freed);
        freed.complete(null);
    }
}
