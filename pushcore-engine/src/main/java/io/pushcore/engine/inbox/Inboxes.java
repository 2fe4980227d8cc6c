package io.pushcore.engine.inbox;

import io.pushcore.Closed;
import io.pushcore.InboxSession;
import io.pushcore.Message;
import io.pushcore.PendingMessages;
import io.pushcore.Position;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The inboxes of a broker: what is done with those that are open here, and the way to open one. Usable from any thread. */
public final class Inboxes {
    private final Ground ground;
    private final int windowSize;
    private final Followings followings = new Followings();
    private final OpenInboxes open = new OpenInboxes();
    private final OneByOne<InboxId> oneByOne = new OneByOne<>();
    private final Standbys standbys = new Standbys();
    private final Openings openings;
    private final InboxCheckpoints checkpoints;
    private final FollowVersions versions;
    private final InboxSweep sweep;
    private final Heads heads;
    private final Relay relay;
    private volatile boolean closed;

    /** @param windowSize how many numbers of an inbox may wait to be acknowledged */
    public Inboxes(Ground ground, int windowSize) {
        this.ground = ground;
        this.windowSize = windowSize;
        this.openings = new Openings(this, open);
        this.checkpoints = new InboxCheckpoints(ground, openings::fenced);
        this.versions = new FollowVersions(ground, open);
        this.sweep = new InboxSweep(ground, this);
        this.heads = new Heads(ground);
        this.relay = new Relay(ground, open);
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

    boolean isClosed() {
        return closed;
    }

    /** The heads of users' own logs that are watched. */
    public Heads heads() {
        return heads;
    }

    public void start() {
        checkpoints.start();
        versions.start();
        sweep.start();
    }

    /** Ends all that are open, and records them. */
    public CompletableFuture<Void> close() {
        closed = true;
        sweep.stop();
        versions.stop();
        checkpoints.stop();
        return CompletableFuture.allOf(Stream.concat(
                        Stream.of(heads.close()),
                        open.all().stream().map(inbox -> inbox.end(Closed.Reason.BROKER_CLOSED, "broker is closed")))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Records all that are open, whether something moved or not. */
    void recordAll() {
        open.all().forEach(OpenInbox::mustRecord);
    }

    /** How many are open. */
    public int count() {
        return open.count();
    }

    /** Whether an open inbox reads a channel. */
    public boolean isFollowed(String channel) {
        return followings.contains(channel);
    }

    /** What open inboxes read may have moved. */
    public void lookAtAll() {
        followings.lookAtAll();
    }

    /** A channel has a message that is visible. */
    public void news(String channel) {
        followings.news(channel);
    }

    // ---- opening

    /** Opens an inbox for a session, which takes over from any other. */
    public CompletableFuture<OpenInbox> open(InboxId id) {
        return oneByOne.run(id, () -> openings.open(id));
    }

    /** Opens an inbox once nobody has it open who came before, and after something was prepared. */
    public CompletableFuture<OpenInbox> whenFree(InboxId id, Supplier<CompletionStage<Position>> prepare) {
        return standbys.whenFree(
                id, () -> prepare.get().thenCompose(position -> open(id)).toCompletableFuture());
    }

    /** A session in the process. */
    public CompletableFuture<InboxSession> session(OpenInbox inbox) {
        LocalInboxSession session = new LocalInboxSession(ground, inbox);
        return inbox.attach(session).thenApply(session::begun);
    }

    /** What is not acknowledged, as the node answers that has the inbox open; opened for that if none has. */
    CompletableFuture<PendingMessages> pending(InboxId id, int most) {
        return relay.pending(id, most, () -> with(id, inbox -> Relay.pendingHere(inbox, most)));
    }

    CompletableFuture<Void> ack(InboxId id, long seq) {
        return relay.ack(id, seq, () -> with(id, inbox -> inbox.ack(seq, false)));
    }

    Relay relay() {
        return relay;
    }

    /** Does something with an inbox, which is opened for it if it is not open. */
    <T> CompletableFuture<T> with(InboxId id, Function<OpenInbox, CompletableFuture<T>> work) {
        return oneByOne.run(id, () -> {
            OpenInbox there = open.of(id);
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
        return openings.open(id)
                .thenCompose(inbox -> work.apply(inbox)
                        .handle((value, failure) -> inbox.end(Closed.Reason.UNSUBSCRIBED, "")
                                .thenCompose(done -> failure == null
                                        ? CompletableFuture.completedFuture(value)
                                        : CompletableFuture.<T>failedFuture(failure)))
                        .thenCompose(answer -> answer));
    }

    /** An inbox as it is open, opened for questions if it is not. */
    CompletableFuture<OpenInbox> there(InboxId id) {
        return oneByOne.run(id, () -> {
            OpenInbox there = open.of(id);
            return there == null || there.hasEnded()
                    ? openings.open(id, true)
                    : CompletableFuture.completedFuture(there);
        });
    }

    /** How far an inbox has acknowledged a channel; empty if it does not read it. */
    CompletionStage<Optional<Cursor>> cursor(InboxId id, String channel) {
        OpenInbox there = open.of(id);
        return there != null
                ? there.questions().cursor(channel)
                : ground.store()
                        .followed(id)
                        .thenApply(all -> all.stream()
                                .filter(one -> one.channel().equals(channel))
                                .map(Followed::cursor)
                                .findFirst());
    }

    /** Ends an inbox, and forgets it. */
    CompletableFuture<Void> forget(InboxId id) {
        return oneByOne.run(
                id,
                () -> openings.end(id, Closed.Reason.KICKED, "the inbox was forgotten")
                        .thenCompose(ended -> ground.store().forget(id)));
    }

    // ---- who follows, and who is there

    /** Lets all inboxes of a user read a channel, online or not; gives where that takes effect. */
    public CompletableFuture<Position> follow(String owner, String channel) {
        return ground.store()
                .follow(owner, channel)
                .thenCompose(position -> changed(owner).thenApply(all -> position))
                .toCompletableFuture();
    }

    private CompletableFuture<Void> changed(String owner) {
        ground.followsChanged(owner);
        return open.each(owner, OpenInbox::refollow);
    }

    /** Another node has changed what a user follows. */
    public void followsChanged(String owner) {
        open.each(owner, OpenInbox::refollow);
    }

    /** Another node has opened an inbox: whoever has it open here has lost it. */
    public void takenOver(InboxId id, long fence) {
        openings.takenOver(id, fence);
    }

    /** The same, from a position on. */
    public CompletionStage<Position> followFrom(String owner, String channel, Position from) {
        return ground.store().follow(owner, channel, from);
    }

    /** The opposite; says whether it was followed. */
    public CompletableFuture<Boolean> unfollow(String owner, String channel) {
        return ground.store()
                .unfollow(owner, channel)
                .thenCompose(was -> changed(owner).thenApply(all -> was))
                .toCompletableFuture();
    }

    /** Who follows a channel, after one of them. */
    public CompletionStage<List<String>> followers(String channel, String after, int most) {
        return ground.store().followers(channel, after, most);
    }

    /** Hands a message to the sessions that are there; says whether there was one. */
    public CompletableFuture<Boolean> showNow(String owner, Message message) {
        return open.any(owner, inbox -> inbox.showNow(message));
    }

    /** Whether a user has a session. */
    public CompletableFuture<Boolean> isOnline(String owner) {
        return open.any(owner, OpenInbox::isAttended);
    }

    // ---- what open inboxes say

    void ended(OpenInbox inbox) {
        open.remove(inbox);
    }

    /** The storage refused something to an inbox. */
    void refused(OpenInbox inbox, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof StorageException storage && storage.fault() == StorageException.Fault.FENCED) {
            openings.fenced(inbox);
        } else {
            ground.warn("inbox numbers", "an inbox cannot reserve numbers: " + cause);
        }
    }
}
