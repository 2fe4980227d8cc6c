package io.pushcore.disk;

import io.pushcore.storage.Cursor;
import io.pushcore.storage.InboxId;
import org.jspecify.annotations.Nullable;

/** Looks through what is kept of one owner of inboxes, in the order of the keys. For one thread. */
final class OwnerCheck {
    private final String name;
    private final InboxCounters.Given given;
    private final ReadOnlyFiles files;
    private final CursorCheck cursors;
    private final Examination examination;
    private @Nullable InboxOwnerRow row;
    private boolean isRowThere;
    private long inboxes;
    private long version;

    OwnerCheck(
            String name, InboxCounters.Given given, ReadOnlyFiles files, CursorCheck cursors, Examination examination) {
        this.name = name;
        this.given = given;
        this.files = files;
        this.cursors = cursors;
        this.examination = examination;
    }

    String name() {
        return name;
    }

    void record(InboxKey key, byte[] value) {
        try {
            switch (key.kind()) {
                case InboxKeys.CURSOR -> cursor(key, value);
                case InboxKeys.FOLLOW -> follow(key.name(), FollowRow.of(value));
                case InboxKeys.INBOX -> {
                    inboxes++;
                    inbox(key.id(), value);
                }
                case InboxKeys.MARKS -> InboxMarks.of(value);
                case InboxKeys.OWNER -> {
                    isRowThere = true;
                    row = InboxOwnerRow.of(value);
                }
                default -> wrong("has a record of a kind that is unknown: " + (char) key.kind());
            }
        } catch (RuntimeException unreadable) {
            // whatever refuses what was read
            wrong("has " + told(key) + ", which cannot be read: " + unreadable.getMessage());
        }
    }

    private static String told(InboxKey key) {
        return switch (key.kind()) {
            case InboxKeys.CURSOR -> "a cursor in channel " + key.channel();
            case InboxKeys.FOLLOW -> "a follow of channel " + key.name();
            case InboxKeys.INBOX -> InboxesCheck.named(key.id());
            case InboxKeys.MARKS -> "read marks";
            default -> "a row";
        };
    }

    private void cursor(InboxKey key, byte[] value) {
        InboxCursor cursor = InboxCursor.of(value);
        FollowRow follow = FollowRow.of(files.get(Family.INBOXES, InboxKeys.follow(name, key.channel())));
        if (follow == null || follow.version() != cursor.version()) {
            wrong("has a cursor in channel " + key.channel() + " of a follow that is over");
        } else if (files.get(Family.INBOXES, InboxKeys.inbox(key.id())) == null) {
            wrong("has a cursor in channel " + key.channel() + " of " + InboxesCheck.named(key.id())
                    + ", which is not there");
        } else {
            cursors.check(key.id(), key.channel(), cursor.cursor());
        }
    }

    private void follow(String channel, @Nullable FollowRow follow) {
        if (follow == null) {
            return;
        }
        version = Math.max(version, follow.version());
        if (files.get(Family.FOLLOWERS, InboxKeys.follower(channel, name)) == null) {
            wrong("follows channel " + channel + ", which does not have it as a follower");
        }
    }

    private void inbox(InboxId id, byte[] value) {
        InboxRow inbox = InboxRow.of(value);
        if (inbox == null) {
            return;
        }
        examination.inbox();
        String wrong = inbox.wrong(id, given.fence());
        if (!wrong.isEmpty()) {
            wrong("has " + InboxesCheck.named(id) + " " + wrong);
        }
        Cursor own = inbox.own;
        if (own != null) {
            cursors.check(id, InboxId.ownLog(name).orElse(""), own);
        }
        if (files.get(Family.USES, InboxKeys.use(inbox.listedAt, id)) == null) {
            wrong("has " + InboxesCheck.named(id) + ", which would never be forgotten");
        }
    }

    /** After the last record. */
    void end() {
        InboxOwnerRow known = row;
        if (known == null) {
            if (!isRowThere) {
                wrong("has records and no row");
            }
            return;
        }
        if (known.version() < version || known.version() > given.version()) {
            wrong("has a row of version " + known.version() + ", follows of " + version + " and before, and "
                    + given.version() + " was the last given");
        }
        if (known.hasInbox() != inboxes > 0) {
            wrong("has " + inboxes + " inboxes, and its row says something else");
        } else if (!known.hasInbox() && files.get(Family.USES, InboxKeys.use(known.listedAt(), name)) == null) {
            wrong("would never be forgotten");
        }
    }

    private void wrong(String what) {
        examination.wrong("owner " + name + " " + what);
    }
}
