package io.pushcore.engine.session;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one of all nodes has at a time: a named subscription. It is the only session of its owner, which lives with the lease of its node;
 * others ask once a second whether it is over. Usable from any thread.
 */
public final class Holds {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Terms terms;
    private final Ledger ledger;
    private final String node;
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private volatile boolean closing;

    Holds(Terms terms, Ledger ledger, String node) {
        this.terms = terms;
        this.ledger = ledger;
        this.node = node;
    }

    /** Completes when this node has it; then, and when it is waited for no more, it is to be given back under this id. */
    public CompletableFuture<Void> take(InboxId what, String id) {
        if (!terms.isShared()) {
            return CompletableFuture.completedFuture(null);
        }
        Hold hold = new Hold(new Session(what.owner(), id, "", node), new CompletableFuture<>());
        holds.put(id, hold);
        attempt(hold);
        return hold.taken;
    }

    private void attempt(Hold hold) {
        if (closing) {
            hold.taken.completeExceptionally(closed());
        }
        if (hold.taken.isDone()) {
            return;
        }
        ledger.open(hold.row, 1, WhenFull.REFUSE).whenComplete((answer, failure) -> {
            if (failure != null) {
                hold.taken.completeExceptionally(failure);
            } else if (answer instanceof Admission.Refused) {
                terms.time().schedule(AGAIN, () -> terms.executor().execute(() -> attempt(hold)));
            } else if (!hold.taken.complete(null)) {
                ledger.close(hold.row); // nobody waits any more
            }
        });
    }

    /** Gives it back, or waits for it no more. */
    public void giveBack(String id) {
        Hold hold = holds.remove(id);
        if (hold != null && !hold.taken.cancel(false)) {
            ledger.close(hold.row);
        }
    }

    /** Who waits is refused. */
    void close() {
        closing = true;
        holds.values().forEach(hold -> hold.taken.completeExceptionally(closed()));
    }

    /** Whether a row is one of these; one of this node that went with its lease is registered again, unless another has it by now. */
    boolean tookBack(Session row) {
        if (row.user().indexOf(' ') < 0) {
            return false; // a user's
        }
        Hold mine = holds.get(row.id());
        if (mine != null) {
            ledger.open(row, 1, WhenFull.REFUSE);
        }
        return true;
    }

    private static PushCoreException closed() {
        return new PushCoreException(ErrorCode.CLOSED, "broker is closed");
    }

    private record Hold(Session row, CompletableFuture<Void> taken) {}
}
