package io.pushcore.engine.session;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.Session;
import io.pushcore.SessionEvent.Reason;
import io.pushcore.WhenTooManySessions;
import io.pushcore.engine.session.UserSession.Arrival;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of users on this node: how they begin and end. Who ended one is what the storage says; of the ends that it knows nothing of,
 * another node tells. Usable from any thread.
 */
public final class UserSessions {
    /** What keys of nodes' leases begin with. */
    private static final String NODES = "node/";

    private final Terms terms;
    private final Census census = new Census();
    private final SessionNews news;
    private final Ledger ledger;
    private final Holds holds;
    private final String node;
    private final @Nullable LostSessions lost;
    private final @Nullable NodeLease lease;
    private volatile boolean closing;

    public UserSessions(Terms terms) {
        this.terms = terms;
        this.news = new SessionNews(terms);
        this.node = leaseOf(terms.node());
        this.lease = terms.leases()
                .map(leases -> new NodeLease(leases, node, terms.time(), terms.executor(), terms.warn()))
                .orElse(null);
        this.ledger = lease == null
                ? new HeapLedger()
                : new LeaseLedger(terms.leases().orElseThrow(), lease, terms.time());
        this.holds = new Holds(terms, ledger, node);
        this.lost = lease == null
                ? null
                : new LostSessions(this, terms.leases().orElseThrow(), lease, terms.isShared(), news, census);
    }

    /** The key of the lease on which a node's sessions live. */
    public static String leaseOf(String node) {
        return NODES + node;
    }

    /** The node whose lease has a key. */
    public static String nodeOf(String lease) {
        return lease.substring(NODES.length());
    }

    /** What is one session's of all nodes. */
    public Holds holds() {
        return holds;
    }

    public void start() {
        if (lost != null) {
            lost.start();
        }
    }

    /** Other nodes may have left word. */
    public void lookForNotes() {
        if (lost != null && terms.isShared()) {
            lost.lookForNotes();
        }
    }

    /** Ends all, and gives back what the storage holds for this node. */
    public CompletableFuture<Void> close() {
        closing = true;
        holds.close();
        CompletableFuture<Void> ended = CompletableFuture.allOf(census.all()
                .map(session -> end(session, Reason.SENT_AWAY, "broker is closed"))
                .toArray(CompletableFuture<?>[]::new));
        NodeLease held = lease;
        return held == null ? ended : ended.thenCompose(done -> held.stop());
    }

    /**
     * Begins a session, or fails with {@code LIMIT_REACHED}. Those that give way to it are dismissed; one in its grace here goes before one
     * whose user is there.
     */
    public CompletableFuture<UserSession> begin(Arrival arrival, Holder holder) {
        if (closing) {
            return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.CLOSED, "broker is closed"));
        }
        UserSession session = new UserSession(arrival);
        session.liveIn(holder);
        // before it is registered: it may have to give way at once
        census.add(session);
        return admit(session)
                .handle((done, failure) -> {
                    if (failure == null) {
                        news.opened(session);
                        session.admitted.complete(null);
                        return CompletableFuture.completedFuture(session);
                    }
                    session.admitted.completeExceptionally(failure);
                    if (LeaseLedger.cause(failure) instanceof PushCoreException) {
                        census.remove(session);
                    } else {
                        takeBack(session);
                    }
                    return CompletableFuture.<UserSession>failedFuture(failure);
                })
                .thenCompose(answer -> answer);
    }

    /** An opening whose answer was lost may have been one: it is removed, however often that must be tried, and nobody is told of it. */
    private void takeBack(UserSession session) {
        session.end(new Ending(Reason.FAILED, "cannot be registered"));
        session.isTold();
        strike(session);
    }

    /** Registers a session, whether it begins or was lost with the lease of this node. */
    CompletableFuture<Void> admit(UserSession session) {
        List<UserSession> resting = census.of(session.user()).stream()
                .filter(one -> one != session && one.isResting() && !one.hasEnded())
                .toList();
        boolean refuses = terms.whenTooMany() == WhenTooManySessions.REFUSE_NEW;
        WhenFull whenFull = refuses || !resting.isEmpty() ? WhenFull.REFUSE : WhenFull.EVICT_OLDEST;
        long limit = terms.limit().getAsLong();
        return ledger.open(session.row(node), (int) Math.min(limit, Integer.MAX_VALUE), whenFull)
                .toCompletableFuture()
                .thenCompose(answer -> {
                    if (answer instanceof Admission.Opened opened) {
                        opened.evicted().forEach(this::gaveWay);
                        return CompletableFuture.completedFuture(null);
                    }
                    if (resting.isEmpty()) {
                        return CompletableFuture.failedFuture(new PushCoreException(
                                ErrorCode.LIMIT_REACHED, "no more than " + limit + " " + Limit.SESSIONS_PER_USER));
                    }
                    return dismiss(resting.get(0), overLimit(limit)).thenCompose(done -> admit(session));
                });
    }

    private Ending overLimit(long limit) {
        return new Ending(
                Reason.OVER_LIMIT,
                "the user has opened more sessions than " + limit + " (" + Limit.SESSIONS_PER_USER
                        + "), and this gave way");
    }

    /** One that was removed for another: whoever holds it ends it, and tells. */
    void gaveWay(io.pushcore.storage.LeaseStore.Session row) {
        Ending why = overLimit(terms.limit().getAsLong());
        if (!row.node().equals(node)) {
            if (lost != null) {
                lost.summon(row, () -> terms.leftNotes().accept(nodeOf(row.node())));
            }
            return;
        }
        UserSession session = census.of(row);
        if (session == null) {
            news.closed(row, why.reason(), why.sentence());
            return;
        }
        // its beginning is told first
        session.admitted.whenComplete((done, failure) -> gone(session, why));
    }

    /** One that the storage knows no more, by no call of its own: unless it ended meanwhile, this is why. */
    private void gone(UserSession session, Ending why) {
        session.end(why);
        census.remove(session);
        session.over.complete(null);
        session.dismiss();
        news.closed(session);
    }

    /** Ends a session, whose other end is gone or knows. */
    public CompletableFuture<Void> end(UserSession session, Reason reason, String sentence) {
        return end(session, new Ending(reason, sentence));
    }

    private CompletableFuture<Void> end(UserSession session, Ending why) {
        if (session.end(why)) {
            strike(session);
        }
        return session.over;
    }

    private CompletableFuture<Void> dismiss(UserSession session, Ending why) {
        CompletableFuture<Void> over = end(session, why);
        session.dismiss();
        return over;
    }

    /** Removes it from the storage, however often that must be tried; whose removal it was, tells. */
    void strike(UserSession session) {
        ledger.close(session.row(node)).whenComplete((was, failure) -> {
            if (failure != null) {
                session.doubtful = true;
                if (closing) {
                    session.over.complete(null);
                }
                return; // the next round of the lease tries again
            }
            census.remove(session);
            if (was || session.doubtful || session.unregistered) {
                news.closed(session);
            }
            session.over.complete(null);
        });
    }

    /**
     * Registers one again that was lost while this node was away. It ended, or is refused: then that is told here. Where nobody can tell
     * now, the next round of the lease tries again.
     */
    CompletableFuture<Void> comeBack(UserSession session) {
        session.unregistered = true;
        if (session.hasEnded()) {
            gone(session, overLimit(terms.limit().getAsLong()));
            return CompletableFuture.completedFuture(null);
        }
        return admit(session).handle((done, failure) -> {
            if (failure == null) {
                session.unregistered = false;
            } else if (LeaseLedger.cause(failure) instanceof PushCoreException) {
                gone(session, overLimit(terms.limit().getAsLong()));
            }
            return null;
        });
    }

    /** Ends one that another node has told of. */
    void abandon(UserSession session, String sentence) {
        dismiss(session, new Ending(Reason.NODE_LOST, sentence));
    }

    /** Ends those of an inbox that another session is about to open, so that it finds their room. */
    public CompletableFuture<Void> takeOver(InboxId inbox) {
        Ending why = new Ending(Reason.TAKEN_OVER, "another session opened the inbox");
        return CompletableFuture.allOf(census.of(inbox.owner()).stream()
                .filter(session -> inbox.equals(session.inbox()))
                .map(session -> dismiss(session, why))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends those that are no connection's, in the process and in their grace; says how many. */
    public long dismissApart(Predicate<UserSession> meant, boolean forGood, String sentence) {
        Ending why = new Ending(forGood ? Reason.KICKED : Reason.SENT_AWAY, sentence);
        List<UserSession> chosen = census.all()
                .filter(session -> session.isApart() && !session.hasEnded() && session.admitted.isDone())
                .filter(meant)
                .toList();
        chosen.forEach(session -> dismiss(session, why));
        return chosen.size();
    }

    /** Those of the application itself, at most so many. */
    public List<Session> inProcess(Predicate<UserSession> wanted, int most) {
        return census.all()
                .filter(session -> session.isInProcess() && wanted.test(session))
                .limit(most)
                .map(UserSession::shown)
                .toList();
    }

    /** How many are no connection's. */
    public long apart() {
        return census.all()
                .filter(session -> session.isApart() && !session.hasEnded())
                .count();
    }
}
