package io.pushcore.disk;

import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stages changes of sessions: counting, sending away and registering are one work. The writer's thread owns it. */
final class SessionWriter {
    private final LeaseWriter leases;

    SessionWriter(LeaseWriter leases) {
        this.leases = leases;
    }

    /** One that is there, and its key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(byte[] key, SessionRow row) {}

    Admission open(Session session, int limit, WhenFull whenFull, Batch batch) {
        LeaseRow lease = leases.live(Keys.name(session.node()), batch);
        if (lease == null) {
            throw new StorageException(Fault.FENCED, "the lease of node " + session.node() + " is over");
        }
        byte[] prefix = SessionRow.prefix(session.user());
        long[] last = new long[1];
        List<Found> there = live(prefix, last, batch);
        Found known = find(session.id(), there);
        if (known != null) {
            return new Admission.Opened(known.row.evicted());
        }
        if (there.size() >= limit && whenFull == WhenFull.REFUSE) {
            return new Admission.Refused();
        }
        List<Session> evicted = new ArrayList<>();
        for (Found oldest : there.subList(0, Math.max(0, there.size() - limit + 1))) {
            remove(oldest, batch);
            evicted.add(oldest.row.session());
        }
        byte[] key = SessionRow.key(prefix, last[0] + 1);
        batch.put(Family.SESSIONS, key, new SessionRow(session, lease.number(), evicted).toBytes());
        batch.put(Family.SESSION_LEASES, Keys.numbered(lease.number(), key), new byte[0]);
        return new Admission.Opened(evicted);
    }

    boolean close(String user, String id, Batch batch) {
        Found found = find(id, live(SessionRow.prefix(user), new long[1], batch));
        if (found != null) {
            remove(found, batch);
        }
        return found != null;
    }

    /** Removes sessions whose lease is over, and gives them. */
    List<Session> takeLost(int limit, Batch batch) {
        List<Found> lost = new ArrayList<>();
        long lease = 0;
        while (lease >= 0 && lost.size() < limit) {
            lease = takeLost(lease, limit, lost, batch);
        }
        lost.forEach(one -> remove(one, batch));
        return lost.stream().map(one -> one.row.session()).toList();
    }

    /** Looks for some from a lease on; gives the lease to go on with behind one that lives, or less than 0. */
    private long takeLost(long from, int limit, List<Found> lost, Batch batch) {
        long[] next = {-1};
        long[] over = {-1};
        batch.scan(Family.SESSION_LEASES, new byte[0], Keys.number(from), (entry, nothing) -> {
            long lease = ByteReader.fixed(entry, 0);
            byte[] key = Keys.tail(entry, 8);
            byte[] bytes = batch.get(Family.SESSIONS, key);
            if (bytes == null) {
                throw Failures.corrupt("a session of lease " + lease + " is missing");
            }
            SessionRow row = SessionRow.read(key, bytes);
            if (lease != over[0] && lives(row, batch)) {
                next[0] = lease + 1;
                return false;
            }
            over[0] = lease;
            lost.add(new Found(key, row));
            return lost.size() < limit;
        });
        return next[0];
    }

    /** The sessions of a user whose lease is not over, in their order; and the last order of all. */
    private List<Found> live(byte[] prefix, long[] last, Batch batch) {
        List<Found> there = new ArrayList<>();
        batch.scan(Family.SESSIONS, prefix, prefix, (key, value) -> {
            last[0] = SessionRow.order(key);
            there.add(new Found(key, SessionRow.read(key, value)));
            return true;
        });
        there.removeIf(one -> !lives(one.row, batch));
        return there;
    }

    private boolean lives(SessionRow row, Batch batch) {
        byte[] node = Keys.name(row.session().node());
        return LeaseRow.lives(row.lease(), batch.get(Family.LEASES, node), leases.now());
    }

    private static @Nullable Found find(String id, List<Found> there) {
        for (Found one : there) {
            if (one.row.session().id().equals(id)) {
                return one;
            }
        }
        return null;
    }

    private static void remove(Found one, Batch batch) {
        batch.delete(Family.SESSIONS, one.key);
        batch.delete(Family.SESSION_LEASES, Keys.numbered(one.row.lease(), one.key));
    }
}
