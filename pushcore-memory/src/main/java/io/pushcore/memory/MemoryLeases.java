package io.pushcore.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Payload;
import io.pushcore.Time;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Leases in the order of their keys, and the sessions that live with them. They end by the clock that only rises. */
final class MemoryLeases implements LeaseStore {
    /** How many that have ended a call or a sweep frees at most. */
    private static final int FREED_AT_ONCE = 1_024;

    /** A value until its time. */
    private record Lease(String key, Payload value, long until) implements Comparable<Lease> {
        @Override
        public int compareTo(Lease other) {
            int byTime = Long.compare(until, other.until);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    /** Guards all fields. */
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeMap<String, Lease> byKey = new TreeMap<>(Utf8Order.INSTANCE);
    private final TreeSet<Lease> byEnd = new TreeSet<>();
    private final MemorySessions sessions = new MemorySessions();

    private final OpenContext open;

    MemoryLeases(OpenContext open) {
        this.open = open;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value, Duration ttl) {
        return within(
                key,
                value,
                copy -> open.run(() -> underLock(now -> {
                    set(key, copy, now, ttl);
                    return true;
                })));
    }

    @Override
    public CompletionStage<Boolean> putIfAbsent(String key, byte[] value, Duration ttl) {
        return within(
                key,
                value,
                copy -> locked(now -> {
                    boolean absent = live(key, now) == null;
                    if (absent) {
                        set(key, copy, now, ttl);
                    }
                    return absent;
                }));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, Duration ttl) {
        return locked(now -> {
            Lease lease = live(key, now);
            if (lease != null) {
                set(key, lease.value, now, ttl);
            }
            return lease != null;
        });
    }

    @Override
    public CompletionStage<Optional<byte[]>> get(String key) {
        return locked(now -> Optional.ofNullable(live(key, now)).map(lease -> lease.value.bytes()));
    }

    @Override
    public CompletionStage<Optional<byte[]>> take(String key) {
        return locked(now -> {
            Lease lease = live(key, now);
            end(lease);
            return Optional.ofNullable(lease).map(taken -> taken.value.bytes());
        });
    }

    @Override
    public CompletionStage<List<Entry>> list(String prefix, String after, int limit) {
        return locked(now -> {
            List<Entry> entries = new ArrayList<>();
            boolean inside = Utf8Order.INSTANCE.compare(after, prefix) >= 0;
            for (Lease lease : byKey.tailMap(inside ? after : prefix, !inside).values()) {
                if (entries.size() == limit || !lease.key.startsWith(prefix)) {
                    break;
                }
                if (lease.until > now) {
                    entries.add(new Entry(lease.key, lease.value.bytes()));
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
        return withSessions(now -> {
            if (live(session.node(), now) == null) {
                throw new StorageException(
                        StorageException.Fault.FENCED, "the lease of node " + session.node() + " is over");
            }
            return sessions.open(session, limit, whenFull);
        });
    }

    @Override
    public CompletionStage<Boolean> closeSession(String user, String id) {
        return withSessions(now -> sessions.close(user, id));
    }

    @Override
    public CompletionStage<List<Session>> sessions(String user) {
        return withSessions(now -> sessions.of(user));
    }

    @Override
    public CompletionStage<List<Session>> takeLost(int limit) {
        return withSessions(now -> sessions.takeLost(limit));
    }

    /** Frees some of what has ended. */
    void sweep(Time time) {
        sweep(time.nanoTime());
    }

    private void sweep(long now) {
        lock.lock();
        try {
            for (int i = 0; i < FREED_AT_ONCE && !byEnd.isEmpty() && byEnd.first().until <= now; i++) {
                end(byEnd.first());
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many are held, ended ones not yet freed included. */
    int held() {
        lock.lock();
        try {
            return byKey.size();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what has not ended, after the context was closed. */
    void writeTo(DataOutputStream out, Time time) throws IOException {
        out.writeLong(Nanos.of(time.now()));
        long now = time.nanoTime();
        lock.lock();
        try {
            out.writeInt(byKey.size());
            for (Lease lease : byKey.values()) {
                out.writeUTF(lease.key);
                DumpedValues.writePayload(lease.value, out);
                out.writeLong(lease.until == Nanos.NEVER ? Nanos.NEVER : lease.until - now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads what was written and gives what takes it in; the time in between has passed for it. */
    Runnable readFrom(DataInputStream in, Time time) throws IOException {
        long passed = Math.max(0, Nanos.of(time.now()) - in.readLong());
        long now = time.nanoTime();
        List<Lease> restored = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            String key = in.readUTF();
            Payload value = DumpedValues.readPayload(in);
            long rest = in.readLong();
            long until = rest == Nanos.NEVER ? Nanos.NEVER : now + rest - passed;
            restored.add(new Lease(key, value, until));
        }
        return () -> restored.forEach(this::add);
    }

    void clear() {
        lock.lock();
        try {
            byKey.clear();
            byEnd.clear();
            sessions.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Goes on with a copy of a value if it and its key are within bounds. */
    private static <T extends @Nullable Object> CompletionStage<T> within(
            String key, byte[] value, Function<Payload, CompletionStage<T>> call) {
        int keyBytes = key.getBytes(UTF_8).length;
        if (keyBytes < 1 || keyBytes > MAX_KEY_BYTES) {
            return refused("key must have 1 to " + MAX_KEY_BYTES + " bytes: " + keyBytes);
        }
        if (value.length > MAX_VALUE_BYTES) {
            return refused("value must not be longer than " + MAX_VALUE_BYTES + " bytes: " + value.length);
        }
        return call.apply(Payload.of(value));
    }

    private static <T extends @Nullable Object> CompletionStage<T> refused(String sentence) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(sentence));
    }

    private @Nullable Lease live(String key, long now) {
        Lease lease = byKey.get(key);
        return lease == null || lease.until <= now ? null : lease;
    }

    private void set(String key, Payload value, long now, Duration ttl) {
        Lease before = byKey.get(key);
        if (before != null && before.until <= now) {
            end(before);
        } else {
            remove(before);
        }
        Lease lease = new Lease(key, value, Nanos.plus(now, Nanos.of(ttl)));
        add(lease);
    }

    private void add(Lease lease) {
        byKey.put(lease.key, lease);
        byEnd.add(lease);
    }

    /** Removes one that is over, with the sessions that lived with it. */
    private void end(@Nullable Lease lease) {
        if (lease != null) {
            remove(lease);
            sessions.end(lease.key);
        }
    }

    private void remove(@Nullable Lease lease) {
        if (lease != null) {
            byKey.remove(lease.key);
            byEnd.remove(lease);
        }
    }

    /** Sessions of nodes that have ended are lost before anybody looks at them. */
    private <T> CompletionStage<T> withSessions(LongFunction<T> call) {
        return locked(now -> {
            sessions.endAll(node -> live(node, now) == null);
            return call.apply(now);
        });
    }

    private <T> CompletionStage<T> locked(LongFunction<T> call) {
        return open.complete(instant -> underLock(call));
    }

    private <T> T underLock(LongFunction<T> call) {
        long now = open.get().time().nanoTime();
        sweep(now);
        lock.lock();
        try {
            return call.apply(now);
        } finally {
            lock.unlock();
        }
    }
}
