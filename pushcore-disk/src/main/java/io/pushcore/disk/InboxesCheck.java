package io.pushcore.disk;

import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inboxes and follows: each record can be read, each follow stands in both directions, and what is unused is found. */
final class InboxesCheck implements FamilyCheck {
    @Override
    public Set<Family> families() {
        return Set.of(Family.META, Family.CHANNELS, Family.INBOXES, Family.FOLLOWERS, Family.USES);
    }

    @Override
    public void check(ReadOnlyFiles files, Examination examination) {
        owners(files, examination);
        try (Scan scan = files.scan(Family.FOLLOWERS)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                follower(scan.key(), files, examination);
            }
        }
        try (Scan scan = files.scan(Family.USES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                use(scan.key(), files, examination);
            }
        }
    }

    private static void owners(ReadOnlyFiles files, Examination examination) {
        InboxCounters.Given given = given(files, examination);
        CursorCheck cursors = new CursorCheck(files, examination);
        OwnerCheck owner = null;
        try (Scan scan = files.scan(Family.INBOXES)) {
            for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                InboxKey key = InboxKey.of(scan.key());
                if (key == null) {
                    examination.wrong("a record of inboxes has a key that cannot be: " + InboxKey.shown(scan.key()));
                    continue;
                }
                if (owner == null || !owner.name().equals(key.owner())) {
                    if (owner != null) {
                        owner.end();
                    }
                    owner = new OwnerCheck(key.owner(), given, files, cursors, examination);
                }
                owner.record(key, scan.value());
            }
        }
        if (owner != null) {
            owner.end();
        }
    }

    private static InboxCounters.Given given(ReadOnlyFiles files, Examination examination) {
        try {
            return InboxCounters.Given.of(files.get(Family.META, InboxCounters.KEY));
        } catch (StorageException unreadable) {
            examination.wrong(
                    "how many fences and versions of follows were given cannot be read: " + unreadable.getMessage());
            return new InboxCounters.Given("", Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    private static void follower(byte[] bytes, ReadOnlyFiles files, Examination examination) {
        InboxKey key = InboxKey.ofFollower(bytes);
        if (key == null) {
            examination.wrong("a follower has a key that cannot be: " + InboxKey.shown(bytes));
        } else if (files.get(Family.INBOXES, InboxKeys.follow(key.owner(), key.name())) == null) {
            examination.wrong(
                    "channel " + key.name() + " has the follower " + key.owner() + ", who does not follow it");
        }
    }

    private static void use(byte[] bytes, ReadOnlyFiles files, Examination examination) {
        InboxKey key = InboxKey.ofUse(bytes);
        if (key == null || (key.kind() != InboxKeys.INBOX && key.kind() != InboxKeys.OWNER)) {
            examination.wrong("a use has a key that cannot be: " + InboxKey.shown(bytes));
            return;
        }
        Long listed = listedAt(key, files);
        if (listed == null || listed != ByteReader.fixed(bytes, 0)) {
            String whose = key.kind() == InboxKeys.INBOX ? named(key.id()) : "owner " + key.owner();
            examination.wrong(
                    whose + " is not to be found as unused since " + Nanos.instant(ByteReader.fixed(bytes, 0)));
        }
    }

    /** Under which time it is found; null if it is not there. */
    private static @Nullable Long listedAt(InboxKey key, ReadOnlyFiles files) {
        try {
            if (key.kind() == InboxKeys.INBOX) {
                InboxRow row = InboxRow.of(files.get(Family.INBOXES, InboxKeys.inbox(key.id())));
                return row == null ? null : row.listedAt;
            }
            InboxOwnerRow row = InboxOwnerRow.of(files.get(Family.INBOXES, InboxKeys.owner(key.owner())));
            return row == null ? null : row.listedAt();
        } catch (StorageException unreadable) {
            return null;
        }
    }

    /** An inbox in a sentence. */
    static String named(InboxId id) {
        return "inbox " + id.owner() + (id.device().isEmpty() ? "" : " on " + id.device());
    }
}
