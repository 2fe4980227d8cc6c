package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The inboxes that are open here, and the way to open one. Usable from any thread. */
public final class Inboxes {
    private final Ground ground;
    private final int windowSize;
    private final Followings followings = new Followings();
    private final InboxCheckpoints checkpoints;
    private final InboxSweep sweep;
    private final Map<InboxId, OpenInbox> open = new ConcurrentHashMap<>();
    private final Map<String, List<OpenInbox>> byOwner = new ConcurrentHashMap<>();
    /** Who waits until an inbox is free waits for the last who came before. */
    private final Map<InboxId, CompletableFuture<Void>> holders = new ConcurrentHashMap<>();

    private volatile boolean closed;
    /** What is under way for an inbox; the next waits for it. */
    private final Map<InboxId, CompletableFuture<?>> underWay = new ConcurrentHashMap<>();

    /** @param windowSize how many numbers of an inbox may wait to be acknowledged */
    public Inboxes(Ground ground, int windowSize) {
        this.ground = ground;
        this.windowSize = windowSize;
        this.checkpoints = new InboxCheckpoints(ground, this);
        this.sweep = new InboxSweep(ground, this);
    }

    Ground ground() {
        return ground;
    }

    int windowSize() {
        return windowSize;
    }

    Followings followings() {
        return followings;
    }

    InboxCheckpoints checkpoints() {
        return checkpoints;
    }

    public void start() {
        checkpoints.start();
        sweep.start();
    }

    /** Ends all that are open, and records them. */
    public CompletableFuture<Void> close() {
        sweep.stop();
        closed = true;
        checkpoints.stop();
        return CompletableFuture.allOf(open.values().stream()
                .map(inbox -> inbox.end(Closed.Reason.BROKER_CLOSED, "broker is closed"))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Records all that are open, whether something moved or not. */
    void recordAll() {
        open.values().forEach(OpenInbox::mustRecord);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    /** Whether an open inbox reads a channel. */
    public boolean isFollowed(String channel) {
        return followings.contains(channel);
    }

    /** A channel has a message that is visible. */
    public void news(String channel) {
        followings.news(channel);
    }

    /** Opens an inbox for a session, which takes over from any other. */
    public CompletableFuture<OpenInbox> open(InboxId id) {
        return inTurn(id, () -> openNow(id));
    }

    /** Opens an inbox once nobody has it open who came before, and after something was prepared. */
    public CompletableFuture<OpenInbox> whenFree(InboxId id, Supplier<CompletionStage<Position>> prepare) {
        CompletableFuture<Void> freed = new CompletableFuture<>();
        CompletableFuture<Void> before = holders.put(id, freed);
        CompletableFuture<OpenInbox> answer = new CompletableFuture<>();
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        turn.whenComplete((done, ignored) -> {
            if (answer.isDone()) {
                free(id, freed);
                return;
            }
            prepare.get().thenCompose(position -> open(id)).whenComplete((inbox, failure) -> {
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
        holders.remove(id, freed);
        freed.complete(null);
    }

    /** A session in the process. */
    public CompletableFuture<InboxSession> session(OpenInbox inbox) {
        LocalInboxSession session = new LocalInboxSession(ground, inbox);
        return inbox.attach(session).thenApply(session::begun);
    }

    /** Does something with an inbox, which is opened for it if it is not open. */
    <T> CompletableFuture<T> with(InboxId id, Function<OpenInbox, CompletableFuture<T>> work) {
        return inTurn(id, () -> {
            OpenInbox there = open.get(id);
            return there == null
                    ? withoutSession(id, work)
                    // it may have ended meanwhile
                    : work.apply(there)
                            .exceptionallyCompose(failure -> there.hasEnded()
                                    ? withoutSession(id, work)
                                    : CompletableFuture.failedFuture(failure));
        });
    }

    private <T> CompletableFuture<T> withoutSession(InboxId id, Function<OpenInbox, CompletableFuture<T>> work) {
        return openNow(id)
                .thenCompose(inbox -> work.apply(inbox)
                        .handle((value, failure) -> inbox.end(Closed.Reason.UNSUBSCRIBED, "")
                                .thenCompose(done -> failure == null
                                        ? CompletableFuture.completedFuture(value)
                                        : CompletableFuture.<T>failedFuture(failure)))
                        .thenCompose(answer -> answer));
    }

    /** Ends an inbox, and forgets it. */
    CompletableFuture<Void> forget(InboxId id) {
        return inTurn(
                id,
                () -> end(id, Closed.Reason.KICKED, "the inbox was forgotten")
                        .thenCompose(ended -> ground.store().forget(id)));
    }

    private CompletableFuture<Void> end(InboxId id, Closed.Reason reason, String sentence) {
        OpenInbox there = open.get(id);
        return there == null ? CompletableFuture.completedFuture(null) : there.end(reason, sentence);
    }

    /** Lets all inboxes of a user read a channel, online or not; gives where that takes effect. */
    public CompletableFuture<Position> follow(String owner, String channel) {
        return ground.store()
                .follow(owner, channel)
                .thenCompose(position -> each(owner, OpenInbox::refollow).thenApply(all -> position))
                .toCompletableFuture();
    }

    /** The same, from a position on. */
    public CompletionStage<Position> followFrom(String owner, String channel, Position from) {
        return ground.store().follow(owner, channel, from);
    }

    /** The opposite; says whether it was followed. */
    public CompletableFuture<Boolean> unfollow(String owner, String channel) {
        return ground.store()
                .unfollow(owner, channel)
                .thenCompose(was -> each(owner, OpenInbox::refollow).thenApply(all -> was))
                .toCompletableFuture();
    }

    /** Who follows a channel, after one of them. */
    public CompletionStage<List<String>> followers(String channel, String after, int most) {
        return ground.store().followers(channel, after, most);
    }

    /** Hands a message to the sessions that are there; says whether there was one. */
    public CompletableFuture<Boolean> showNow(String owner, Message message) {
        return any(owner, inbox -> inbox.showNow(message));
    }

    /** Whether a user has a session. */
    public CompletableFuture<Boolean> isOnline(String owner) {
        return any(owner, OpenInbox::isAttended);
    }

    private CompletableFuture<Boolean> any(String owner, Function<OpenInbox, CompletableFuture<Boolean>> question) {
        List<CompletableFuture<Boolean>> answers =
                byOwner.getOrDefault(owner, List.of()).stream().map(question).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> answers.stream().anyMatch(CompletableFuture::join));
    }

    private CompletableFuture<Void> each(String owner, Function<OpenInbox, CompletableFuture<Void>> work) {
        return CompletableFuture.allOf(
                byOwner.getOrDefault(owner, List.of()).stream().map(work).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<OpenInbox> openNow(InboxId id) {
        return end(id, Closed.Reason.TAKEN_OVER, "another session opened the inbox")
                .thenCompose(ended -> ground.store().open(id, ground.node(), InboxStore.MAX_NUMBERS))
                .thenCompose(opened -> {
                    OpenInbox inbox = new OpenInbox(this, id, opened);
                    open.put(id, inbox);
                    byOwner.merge(
                            id.owner(),
                            List.of(inbox),
                            (there, more) ->
                                    Stream.concat(there.stream(), more.stream()).toList());
                    CompletableFuture<OpenInbox> begun = inbox.begin()
                            .thenCompose(done -> followedMeanwhile(inbox, opened.followVersion()))
                            .thenApply(done -> closed ? refused() : inbox);
                    // one that is half open would show half of it
                    return begun.exceptionallyCompose(failure -> inbox.end(Closed.Reason.FAILED, "cannot be opened")
                            .thenCompose(ended -> CompletableFuture.failedFuture(failure)));
                });
    }

    private static OpenInbox refused() {
        throw new PushCoreException(ErrorCode.CLOSED, "broker is closed");
    }

    /** A follow may have been recorded after the inbox was opened and before it could be told. */
    private CompletionStage<Void> followedMeanwhile(OpenInbox inbox, long version) {
        String owner = inbox.id().owner();
        return ground.store().versions(List.of(owner)).thenCompose(now -> {
            if (now.get(0) == version) {
                return CompletableFuture.completedFuture(null);
            }
            return inbox.refollow();
        });
    }

    /** One after the other for each inbox. */
    private <T> CompletableFuture<T> inTurn(InboxId id, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<?> before = underWay.put(id, answer);
        CompletableFuture<?> ready = before == null ? CompletableFuture.completedFuture(null) : before;
        ready.whenComplete((done, ignored) -> {
            CompletableFuture<T> mine;
            try {
                mine = work.get();
            } catch (RuntimeException failure) {
                mine = CompletableFuture.failedFuture(failure);
            }
            mine.whenComplete((value, failure) -> {
                underWay.remove(id, answer);
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        });
        return answer;
    }

    // ---- what open inboxes say

    void ended(OpenInbox inbox) {
        open.remove(inbox.id(), inbox);
        byOwner.computeIfPresent(inbox.id().owner(), (owner, there) -> {
            List<OpenInbox> left = there.stream().filter(one -> one != inbox).toList();
            return left.isEmpty() ? null : left;
        });
    }

    void fenced(OpenInbox inbox) {
        inbox.end(Closed.Reason.TAKEN_OVER, "the inbox was opened elsewhere");
    }

    /** The storage refused something to an inbox. */
    void refused(OpenInbox inbox, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof StorageException storage && storage.fault() == StorageException.Fault.FENCED) {
            fenced(inbox);
        } else {
            ground.warn("inbox numbers", "an inbox cannot reserve numbers: " + cause);
        }
    }
}
