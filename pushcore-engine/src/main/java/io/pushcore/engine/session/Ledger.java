package io.pushcore.engine.session;

import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.util.concurrent.CompletionStage;

/** Where sessions are counted, in one step each. */
interface Ledger {
    CompletionStage<Admission> open(Session session, int limit, WhenFull whenFull);

    /** Says whether it was there. */
    CompletionStage<Boolean> close(Session session);
}
