package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.util.function.Consumer;

/** What can be kept of leases and sessions; how they are found is made anew. For one thread. */
final class LeaseMending {
    private final ReadOnlyFiles files;
    private final Rebuild.Target target;
    private final Consumer<String> dropped;
    private long number;

    LeaseMending(ReadOnlyFiles files, Rebuild.Target target, Consumer<String> dropped) {
        this.files = files;
        this.target = target;
        this.dropped = dropped;
    }

    /** Writes them; gives the highest number of a lease. */
    long run() {
        new SparseWalk(files, Family.LEASES)
                .run(new byte[0], null, this::lease, (from, to) -> dropped.accept("leases that cannot be read"));
        new SparseWalk(files, Family.SESSIONS)
                .run(
                        new byte[0],
                        null,
                        this::session,
                        (from, to) -> dropped.accept("sessions that cannot be read, whose end nobody is told"));
        return number;
    }

    private void lease(byte[] key, byte[] value) {
        LeaseRow row;
        try {
            row = LeaseRow.of(value);
        } catch (StorageException unreadable) {
            row = null;
        }
        if (row == null) {
            dropped.accept("lease " + InboxKey.shown(key));
            return;
        }
        number = Math.max(number, row.number());
        target.put(Family.LEASES, key, value);
        target.put(Family.LEASE_ENDS, Keys.numbered(row.until(), key), new byte[0]);
    }

    private void session(byte[] key, byte[] value) {
        SessionRow row;
        try {
            row = SessionRow.read(key, value);
        } catch (StorageException | IndexOutOfBoundsException unreadable) {
            dropped.accept("a session that cannot be read: " + InboxKey.shown(key));
            return;
        }
        number = Math.max(number, row.lease());
        target.put(Family.SESSIONS, key, value);
        target.put(Family.SESSION_LEASES, Keys.numbered(row.lease(), key), new byte[0]);
    }
}
