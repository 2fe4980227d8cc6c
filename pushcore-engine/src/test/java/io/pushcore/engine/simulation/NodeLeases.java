package io.pushcore.engine.simulation;

import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The leases of the storage, as one node reaches them. */
final class NodeLeases implements LeaseStore {
    private final LeaseStore inner;
    private final FaultyCalls calls;

    NodeLeases(LeaseStore inner, FaultyCalls calls) {
        this.inner = inner;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value, Duration ttl) {
        return calls.answered(() -> inner.put(key, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(String key, byte[] value, Duration ttl) {
        return calls.answered(() -> inner.putIfAbsent(key, value, ttl));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, Duration ttl) {
        return calls.answered(() -> inner.renew(key, ttl));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return calls.answered(() -> inner.get(key));
    }

    @Override
    public CompletionStage<Optional<byte[]>> take(String key) {
        return calls.answered(() -> inner.take(key));
    }

    @Override
    public CompletionStage<List<Entry>> list(String prefix, String after, int limit) {
        return calls.answered(() -> inner.list(prefix, after, limit));
    }

    @Override
    public CompletionStage<Admission> openSession(Session session, int limit, WhenFull whenFull) {
        return calls.answered(() -> inner.openSession(session, limit, whenFull));
    }

    @Override
    public CompletionStage<Boolean> closeSession(String user, String id) {
        return calls.answered(() -> inner.closeSession(user, id));
    }

    @Override
    public CompletionStage<List<Session>> sessions(String user) {
        return calls.answered(() -> inner.sessions(user));
    }

    @Override
    public CompletionStage<List<Session>> takeLost(int limit) {
        return calls.answered(() -> inner.takeLost(limit));
    }
}
