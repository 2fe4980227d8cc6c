package io.pushcore.engine.session;

import io.pushcore.Time;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The sessions of all nodes, in the storage. An opening is repeated under its id, which gives its first answer again. */
final class LeaseLedger implements Ledger {
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final int TRIES = 5;

    private final LeaseStore leases;
    private final NodeLease node;
    private final Time time;

    LeaseLedger(LeaseStore leases, NodeLease node, Time time) {
        this.leases = leases;
        this.node = node;
        this.time = time;
    }

    @Override
    public CompletionStage<Admission> open(Session session, int limit, WhenFull whenFull) {
        return node.ready().thenCompose(there -> open(session, limit, whenFull, TRIES));
    }

    private CompletableFuture<Admission> open(Session session, int limit, WhenFull whenFull, int tries) {
        return leases.openSession(session, limit, whenFull)
                .toCompletableFuture()
                .exceptionallyCompose(failure -> {
                    Fault fault = fault(failure);
                    if (tries == 1 || fault == null) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    return (fault == Fault.FENCED ? node.renew() : pause())
                            .thenCompose(done -> open(session, limit, whenFull, tries - 1));
                });
    }

    /** What may pass; null for the rest. */
    private static @Nullable Fault fault(Throwable failure) {
        if (!(cause(failure) instanceof StorageException storage)) {
            return null;
        }
        return storage.fault() == Fault.FENCED || storage.fault() == Fault.RETRIABLE ? storage.fault() : null;
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletableFuture<Void> pause() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        time.schedule(AGAIN, () -> passed.completeAsync(() -> null, node.executor()));
        return passed;
    }

    @Override
    public CompletionStage<Boolean> close(Session session) {
        return leases.closeSession(session.user(), session.id());
    }
}
