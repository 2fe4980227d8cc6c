package io.pushcore.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.jdbc.postgresql.LeaseCalls;
import io.pushcore.jdbc.postgresql.Nanos;
import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Leases and sessions in tables. Calls come from any thread and are asked on the storage's own. */
final class JdbcLeaseStore implements LeaseStore {
    private final OpenStorage open;
    private final LeaseCalls calls;

    JdbcLeaseStore(OpenStorage open, LeaseCalls calls) {
        this.open = open;
        this.calls = calls;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value, Duration ttl) {
        String wrong = wrong(key, value);
        if (wrong != null) {
            return refused(wrong);
        }
        byte[] copy = value.clone();
        return open.tell(
                parts -> connection -> calls.put(connection, key, copy, Nanos.of(ttl), false, parts.leaseTime()));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(String key, byte[] value, Duration ttl) {
        String wrong = wrong(key, value);
        if (wrong != null) {
            return refused(wrong);
        }
        byte[] copy = value.clone();
        return open.<Boolean>ask(
                false, parts -> connection -> calls.put(connection, key, copy, Nanos.of(ttl), true, parts.leaseTime()));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, Duration ttl) {
        return open.<Boolean>ask(parts -> connection -> calls.renew(connection, key, Nanos.of(ttl), parts.leaseTime()));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return open.ask(parts -> connection -> calls.get(connection, key, parts.leaseTime()));
    }

    @Override
    public CompletionStage<Optional<byte[]>> take(String key) {
        return open.ask(false, parts -> connection -> calls.take(connection, key, parts.leaseTime()));
    }

    @Override
    public CompletionStage<List<Entry>> list(String prefix, String after, int limit) {
        return open.ask(parts -> connection -> calls.list(connection, prefix, after, limit, parts.leaseTime()));
    }

    @Override
    public CompletionStage<Admission> openSession(Session session, int limit, WhenFull whenFull) {
        if (limit < 1) {
            return refused("limit of sessions must be 1 or more: " + limit);
        }
        return open.ask(parts -> connection -> calls.open(connection, session, limit, whenFull, parts.leaseTime()));
    }

    @Override
    public CompletionStage<Boolean> closeSession(String user, String id) {
        return open.<Boolean>ask(false, parts -> connection -> calls.close(connection, user, id, parts.leaseTime()));
    }

    @Override
    public CompletionStage<List<Session>> sessions(String user) {
        return open.ask(parts -> connection -> calls.sessions(connection, user, parts.leaseTime()));
    }

    @Override
    public CompletionStage<List<Session>> takeLost(int limit) {
        return open.ask(false, parts -> connection -> calls.lost(connection, limit, parts.leaseTime()));
    }

    /** Why a key and a value are refused. */
    private static @Nullable String wrong(String key, byte[] value) {
        int length = key.getBytes(UTF_8).length;
        if (length < 1 || length > MAX_KEY_BYTES) {
            return "key must have 1 to " + MAX_KEY_BYTES + " bytes: " + length;
        }
        return value.length > MAX_VALUE_BYTES
                ? "value must not be longer than " + MAX_VALUE_BYTES + " bytes: " + value.length
                : null;
    }

    private static <T> CompletionStage<T> refused(String sentence) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(sentence));
    }
}
