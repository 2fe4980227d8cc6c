package io.pushcore.engine.session;

import io.pushcore.Session;
import io.pushcore.SessionEvent;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One presence of a user here. Whoever ends it first says why. Usable from any thread. */
public final class UserSession {
    private final Arrival arrival;
    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.NONE);
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();
    /** Done when it is registered and that is told, or it is refused. */
    final CompletableFuture<Void> admitted = new CompletableFuture<>();
    /** Done when it is over in the storage too. */
    final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Whether an answer about its end was lost, so that nobody knows who ended it there. */
    volatile boolean doubtful;

    /** Whether the storage lost it with the lease of this node, and has not taken it again. */
    volatile boolean unregistered;

    private volatile @Nullable InboxId inbox;

    /**
     * Who comes, and how.
     *
     * @param id its public name
     * @param inbox what it comes to open; null if nothing yet
     */
    public record Arrival(
            String id, String user, @Nullable InboxId inbox, String transport, String remoteAddress, Instant since) {}

    UserSession(Arrival arrival) {
        this.arrival = arrival;
        this.inbox = arrival.inbox();
    }

    /** Its public name. */
    public String id() {
        return arrival.id();
    }

    public String user() {
        return arrival.user();
    }

    /** The device whose inbox it has; empty if none. */
    public String device() {
        InboxId has = inbox;
        return has == null ? "" : has.device();
    }

    @Nullable
    InboxId inbox() {
        return inbox;
    }

    /** It has an inbox now. */
    public void has(InboxId opened) {
        inbox = opened;
    }

    /** From now on it lives in this; one that was ended before is dismissed at once. */
    public void liveIn(Holder next) {
        holder.set(next);
        Ending why = ending.get();
        if (why != null) {
            next.dismiss(why.code(), why.sentence());
        }
    }

    /** The same, if it lives in another; says whether it did. */
    public boolean move(Holder from, Holder to) {
        boolean moved = holder.compareAndSet(from, to);
        Ending why = ending.get();
        if (moved && why != null) {
            to.dismiss(why.code(), why.sentence());
        }
        return moved;
    }

    /** Whether its end must be asked for again. */
    boolean isDoubtful() {
        return doubtful && hasEnded();
    }

    public boolean hasEnded() {
        return ending.get() != null;
    }

    private Holder holder() {
        return Objects.requireNonNull(holder.get(), "never without one");
    }

    /** Whether nobody is there and somebody may come back. */
    boolean isResting() {
        return holder().isResting();
    }

    /** Whether it is no connection's. */
    boolean isApart() {
        return !holder().isConnection();
    }

    /** Whether it is one of the application's own. */
    boolean isInProcess() {
        return isApart() && !isResting() && !hasEnded() && admitted.isDone();
    }

    /** Whether this is why it ends. */
    boolean end(Ending why) {
        return ending.compareAndSet(null, why);
    }

    void dismiss() {
        Ending why = ending.get();
        if (why != null) {
            holder().dismiss(why.code(), why.sentence());
        }
    }

    SessionEvent.Opened opened() {
        return new SessionEvent.Opened(id(), user(), device(), arrival.transport());
    }

    /** What is told of its end, to the first who asks. */
    SessionEvent.@Nullable Closed closed() {
        Ending why = ending.get();
        return why == null || !told.compareAndSet(false, true)
                ? null
                : new SessionEvent.Closed(id(), user(), device(), why.reason(), why.sentence());
    }

    /** Nobody is to be told of its end. */
    void isTold() {
        told.set(true);
    }

    LeaseStore.Session row(String node) {
        InboxId came = arrival.inbox();
        return new LeaseStore.Session(user(), id(), came == null ? "" : came.device(), node);
    }

    /** As those see it who run the broker. */
    Session shown() {
        return new Session(id(), user(), device(), arrival.transport(), arrival.remoteAddress(), arrival.since(), 0, 0);
    }
}
