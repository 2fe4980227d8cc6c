package io.pushcore.engine.inbox;

import io.pushcore.storage.InboxId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which inboxes are open here, by name and by owner. Usable from any thread. */
final class OpenInboxes {
    private final Map<InboxId, OpenInbox> byId = new ConcurrentHashMap<>();
    private final Map<String, List<OpenInbox>> byOwner = new ConcurrentHashMap<>();

    int count() {
        return byId.size();
    }

    Collection<OpenInbox> all() {
        return byId.values();
    }

    Set<String> owners() {
        return byOwner.keySet();
    }

    @Nullable
    OpenInbox of(InboxId id) {
        return byId.get(id);
    }

    void add(OpenInbox inbox) {
        byId.put(inbox.id(), inbox);
        byOwner.merge(
                inbox.id().owner(),
                List.of(inbox),
                (there, more) -> Stream.concat(there.stream(), more.stream()).toList());
    }

    void remove(OpenInbox inbox) {
        byId.remove(inbox.id(), inbox);
        byOwner.computeIfPresent(inbox.id().owner(), (owner, there) -> {
            List<OpenInbox> left = there.stream().filter(one -> one != inbox).toList();
            return left.isEmpty() ? null : left;
        });
    }

    /** Whether the answer of any of an owner's is yes. */
    CompletableFuture<Boolean> any(String owner, Function<OpenInbox, CompletableFuture<Boolean>> question) {
        List<CompletableFuture<Boolean>> answers =
                byOwner.getOrDefault(owner, List.of()).stream().map(question).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> answers.stream().anyMatch(CompletableFuture::join));
    }

    CompletableFuture<Void> each(String owner, Function<OpenInbox, CompletableFuture<Void>> work) {
        return CompletableFuture.allOf(
                byOwner.getOrDefault(owner, List.of()).stream().map(work).toArray(CompletableFuture<?>[]::new));
    }
}
