package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leases are found by their ends, sessions by their leases, and the other way round. */
final class LeasesCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.LEASES, Family.LEASE_ENDS, Family.SESSIONS, Family.SESSION_LEASES);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        all(files, Family.LEASES, (key, value) -> lease(key, value, files, examination));
        all(files, Family.LEASE_ENDS, (key, nothing) -> {
            LeaseRow row = key.length < 8 ? null : lease(Keys.tail(key, 8), files);
            if (row == null || row.until() != ByteReader.fixed(key, 0)) {
                examination.wrong("lease " + InboxKey.shown(Keys.tail(key, Math.min(8, key.length)))
                        + " has an end that is not its own");
            }
        });
        all(files, Family.SESSIONS, (key, value) -> session(key, value, files, examination));
        all(files, Family.SESSION_LEASES, (key, nothing) -> {
            SessionRow row = key.length < 8 ? null : session(Keys.tail(key, 8), files);
            if (row == null || row.lease() != ByteReader.fixed(key, 0)) {
                examination.wrong("a lease has a session that is not there, or of another lease: "
                        + InboxKey.shown(Keys.tail(key, Math.min(8, key.length))));
            }
        });
    }

    private interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    private static void all(ReadOnlyFiles files, Family family, Visitor visitor) {
        try (Scan scan = files.scan(family)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                visitor.visit(scan.key(), scan.value());
            }
        }
    }

    private static void lease(byte[] key, byte[] value, ReadOnlyFiles files, Examination examination) {
        LeaseRow row;
        try {
            row = LeaseRow.of(value);
        } catch (StorageException unreadable) {
            examination.wrong("lease " + InboxKey.shown(key) + " cannot be read: " + unreadable.getMessage());
            return;
        }
        if (row == null) {
            return;
        }
        if (row.number() < 1 || row.number() >= examination.unusedId()) {
            examination.wrong(
                    "lease " + InboxKey.shown(key) + " has the number " + row.number() + ", which was not given");
        }
        if (files.get(Family.LEASE_ENDS, Keys.numbered(row.until(), key)) == null) {
            examination.wrong("lease " + InboxKey.shown(key) + " would never be deleted");
        }
    }

    private static void session(byte[] key, byte[] value, ReadOnlyFiles files, Examination examination) {
        SessionRow row;
        try {
            row = SessionRow.read(key, value);
        } catch (StorageException | IndexOutOfBoundsException unreadable) {
            examination.wrong("a session cannot be read: " + InboxKey.shown(key));
            return;
        }
        if (row.lease() < 1 || row.lease() >= examination.unusedId()) {
            examination.wrong(named(row) + " has a lease of number " + row.lease() + ", which was not given");
        }
        if (files.get(Family.SESSION_LEASES, Keys.numbered(row.lease(), key)) == null) {
            examination.wrong(named(row) + " is not found by its lease, and its end would never be told");
        }
    }

    static String named(SessionRow row) {
        return "session " + row.session().id() + " of " + row.session().user();
    }

    private static @Nullable LeaseRow lease(byte[] key, ReadOnlyFiles files) {
        try {
            return LeaseRow.of(files.get(Family.LEASES, key));
        } catch (StorageException unreadable) {
            return null;
        }
    }

    private static @Nullable SessionRow session(byte[] key, ReadOnlyFiles files) {
        try {
            byte[] value = files.get(Family.SESSIONS, key);
            return value == null ? null : SessionRow.read(key, value);
        } catch (StorageException | IndexOutOfBoundsException unreadable) {
            return null;
        }
    }
}
