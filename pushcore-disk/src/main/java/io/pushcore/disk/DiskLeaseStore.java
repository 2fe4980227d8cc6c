package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Leases and sessions. Calls come from any thread; what they change is changed by the writer's. All is synced but renewing: a token that was
 * taken must not be there again after a loss of power, and who was told of a session must be told of its end. A time that
 * is shorter after that, in a process that begins anew, harms nobody.
 */
final class DiskLeaseStore implements LeaseStore {
    private final OpenStorage open;

    DiskLeaseStore(OpenStorage open) {
        this.open = open;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value, Duration ttl) {
        return within(
                key,
                value,
                (bytes, copy) -> open.commit(true, (parts, batch) -> {
                            parts.leases().put(bytes, copy, Nanos.of(ttl), batch);
                            return true;
                        })
                        .thenAccept(done -> {}));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(String key, byte[] value, Duration ttl) {
        return within(
                key,
                value,
                (bytes, copy) -> open.<Boolean>commit(
                        true, (parts, batch) -> parts.leases().putIfAbsent(bytes, copy, Nanos.of(ttl), batch)));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, Duration ttl) {
        byte[] bytes = Keys.name(key);
        return open.<Boolean>commitUnsynced((parts, batch) -> parts.leases().renew(bytes, Nanos.of(ttl), batch));
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        byte[] bytes = Keys.name(key);
        return open.reading(view -> Optional.ofNullable(LeaseRow.live(view.get(Family.LEASES, bytes), now()))
                .map(LeaseRow::value));
    }

    @Override
    public CompletionStage<Optional<byte[]>> take(String key) {
        byte[] bytes = Keys.name(key);
        return open.commit(
                true, (parts, batch) -> Optional.ofNullable(parts.leases().take(bytes, batch)));
    }

    @Override
    public CompletionStage<List<Entry>> list(String prefix, String after, int limit) {
        byte[] begin = Keys.name(prefix);
        byte[] behind = Keys.name(after);
        byte[] from = Arrays.compareUnsigned(behind, begin) > 0 ? behind : begin;
        return open.reading(view -> {
            long now = now();
            List<Entry> entries = new ArrayList<>();
            try (Scan scan = view.scan(Family.LEASES)) {
                scan.seek(from);
                for (; entries.size() < limit && scan.isWithin(begin); scan.next()) {
                    LeaseRow row = LeaseRow.live(scan.value(), now);
                    if (row != null && !Arrays.equals(scan.key(), behind)) {
                        entries.add(new Entry(new String(scan.key(), UTF_8), row.value()));
                    }
                }
            }
            return entries;
        });
    }

    @Override
    public CompletionStage<Admission> openSession(Session session, int limit, WhenFull whenFull) {
        if (limit < 1) {
            return refused("limit of sessions must be 1 or more: " + limit);
        }
        return open.commit(true, (parts, batch) -> parts.sessions().open(session, limit, whenFull, batch));
    }

    @Override
    public CompletionStage<Boolean> closeSession(String user, String id) {
        return open.<Boolean>commit(true, (parts, batch) -> parts.sessions().close(user, id, batch));
    }

    @Override
    public CompletionStage<List<Session>> sessions(String user) {
        byte[] prefix = SessionRow.prefix(user);
        return open.reading(view -> {
            long now = now();
            List<Session> sessions = new ArrayList<>();
            try (Scan scan = view.scan(Family.SESSIONS)) {
                scan.seek(prefix);
                for (; scan.isWithin(prefix); scan.next()) {
                    SessionRow row = SessionRow.read(scan.key(), scan.value());
                    byte[] node = Keys.name(row.session().node());
                    if (LeaseRow.lives(row.lease(), view.get(Family.LEASES, node), now)) {
                        sessions.add(row.session());
                    }
                }
            }
            return sessions;
        });
    }

    @Override
    public CompletionStage<List<Session>> takeLost(int limit) {
        return open.commit(true, (parts, batch) -> parts.sessions().takeLost(limit, batch));
    }

    private long now() {
        return open.get().leases().now();
    }

    /** Goes on with copies of a key and a value that are within bounds. */
    private static <T> CompletionStage<T> within(
            String key, byte[] value, BiFunction<byte[], byte[], CompletionStage<T>> call) {
        byte[] bytes = Keys.name(key);
        if (bytes.length < 1 || bytes.length > MAX_KEY_BYTES) {
            return refused("key must have 1 to " + MAX_KEY_BYTES + " bytes: " + bytes.length);
        }
        if (value.length > MAX_VALUE_BYTES) {
            return refused("value must not be longer than " + MAX_VALUE_BYTES + " bytes: " + value.length);
        }
        return call.apply(bytes, value.clone());
    }

    private static <T> CompletionStage<T> refused(String sentence) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(sentence));
    }
}
