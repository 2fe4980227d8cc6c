package io.pushcore.engine.session;

import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** The sessions of this node alone, where the storage keeps none. */
final class HeapLedger implements Ledger {
    /** Guards the map. */
    private final ReentrantLock lock = new ReentrantLock();

    /** By user and id, the one opened first first. */
    private final Map<String, LinkedHashMap<String, Session>> byUser = new HashMap<>();

    @Override
    public CompletionStage<Admission> open(Session session, int limit, WhenFull whenFull) {
        lock.lock();
        try {
            return CompletableFuture.completedFuture(admit(session, limit, whenFull));
        } finally {
            lock.unlock();
        }
    }

    private Admission admit(Session session, int limit, WhenFull whenFull) {
        LinkedHashMap<String, Session> there = byUser.computeIfAbsent(session.user(), user -> new LinkedHashMap<>());
        if (there.size() >= limit && whenFull == WhenFull.REFUSE) {
            return new Admission.Refused();
        }
        List<Session> evicted = new ArrayList<>();
        while (there.size() >= limit) {
            Session oldest = there.values().iterator().next();
            there.remove(oldest.id());
            evicted.add(oldest);
        }
        there.put(session.id(), session);
        return new Admission.Opened(evicted);
    }

    @Override
    public CompletionStage<Boolean> close(Session session) {
        lock.lock();
        try {
            Map<String, Session> there = byUser.get(session.user());
            boolean was = there != null && there.remove(session.id()) != null;
            if (there != null && there.isEmpty()) {
                byUser.remove(session.user());
            }
            return CompletableFuture.completedFuture(was);
        } finally {
            lock.unlock();
        }
    }
}
