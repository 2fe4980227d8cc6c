package io.pushcore.engine.session;

import io.pushcore.SessionEvent.Reason;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What became of sessions without a word from who held them: once a second, after the lease of this node was renewed, on the executor. Those of
 * nodes that died are told of. Those of this node, whose lease was over for a while, are registered again, unless another node has told of
 * them already: then they are sent away, to come anew.
 */
final class LostSessions {
    private static final int MOST = 100;
    private static final String LOST = "its node has not been heard of for too long";

    private final UserSessions sessions;
    private final LeaseStore leases;
    private final NodeLease lease;
    private final Summons summons;
    private final boolean isShared;
    private final SessionNews news;
    private final Census census;

    LostSessions(
            UserSessions sessions,
            LeaseStore leases,
            NodeLease lease,
            boolean isShared,
            SessionNews news,
            Census census) {
        this.sessions = sessions;
        this.leases = leases;
        this.lease = lease;
        this.summons = new Summons(leases, lease.key());
        this.isShared = isShared;
        this.news = news;
        this.census = census;
    }

    void start() {
        lease.start(this::round);
    }

    /** Lets the node of a session that gave way know. */
    void summon(Session gone, Runnable sent) {
        summons.send(gone).thenRun(sent);
    }

    /** Takes what other nodes have left for this one. */
    CompletableFuture<Void> lookForNotes() {
        return summons.receive(lease.key(), sessions::gaveWay);
    }

    private CompletableFuture<Void> round(boolean lapsed) {
        census.all().filter(UserSession::isDoubtful).forEach(sessions::strike);
        census.all().filter(session -> session.unregistered).forEach(sessions::comeBack);
        CompletableFuture<Void> taken = takeLost();
        if (!isShared) {
            return taken;
        }
        return taken.thenCompose(done -> lapsed ? sendAway() : CompletableFuture.<Void>completedFuture(null))
                .thenCompose(done -> lookForNotes());
    }

    /** Those that are here and not in the storage: another node has told of them. */
    private CompletableFuture<Void> sendAway() {
        return CompletableFuture.allOf(census.all()
                .filter(session -> session.admitted.isDone() && !session.hasEnded() && !session.unregistered)
                .map(session -> leases.sessions(session.user()).thenAccept(rows -> {
                    if (rows.stream().noneMatch(row -> row.id().equals(session.id()))) {
                        sessions.abandon(session, LOST);
                    }
                }))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> takeLost() {
        return leases.takeLost(MOST).toCompletableFuture().thenCompose(rows -> {
            List<CompletableFuture<Void>> again = new ArrayList<>();
            for (Session row : rows) {
                if (sessions.holds().tookBack(row)) {
                    continue;
                }
                UserSession own = row.node().equals(lease.key()) ? census.of(row) : null;
                if (own == null) {
                    news.closed(row, Reason.NODE_LOST, LOST);
                } else {
                    again.add(sessions.comeBack(own));
                }
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(again.toArray(CompletableFuture<?>[]::new));
            return rows.size() < MOST ? all : all.thenCompose(done -> takeLost());
        });
    }
}
