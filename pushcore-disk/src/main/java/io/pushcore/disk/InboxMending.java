package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can be kept of inboxes and follows. Followers and uses are made anew; a follow that can be read only from the channel's side begins
 * with all that is kept. Where an inbox stands is left: what was lost before it, or behind it, it is told of as of a gap. For one thread.
 */
final class InboxMending {
    /** No channel has it: reading from there is told of a gap, and goes on with the first that is kept. */
    private static final Position LOST = new Position("0", 0);

    private final ReadOnlyFiles files;
    private final Rebuild.Target target;
    private final Consumer<String> dropped;
    private final Consumer<InboxId> counted;
    private final long now;

    /** Of the owner whose records are being read. */
    private String owner = "";

    private long inboxes;
    private @Nullable InboxOwnerRow row;
    private boolean isAny;

    /** Of whom follows were restored. */
    private final Set<String> restored = new HashSet<>();

    private long fence;
    private long version;

    InboxMending(
            ReadOnlyFiles files, Rebuild.Target target, Consumer<String> dropped, Consumer<InboxId> counted, long now) {
        this.files = files;
        this.target = target;
        this.dropped = dropped;
        this.counted = counted;
        this.now = now;
    }

    /** Writes them; gives how many fences and versions were given at least. */
    InboxCounters.Given run(InboxCounters.Given known) {
        fence = known.fence();
        version = known.version();
        new SparseWalk(files, Family.FOLLOWERS).run(new byte[0], null, (key, nothing) -> follower(key), (from, to) -> {
            // where the other side is there it is made from that
        });
        new SparseWalk(files, Family.INBOXES)
                .run(
                        new byte[0],
                        null,
                        this::record,
                        (from, to) -> dropped.accept("inboxes, and what their owners follow, that cannot be read: from "
                                + InboxKey.shown(from) + " on"));
        end();
        for (String name : restored) {
            target.put(Family.INBOXES, InboxKeys.owner(name), new InboxOwnerRow(++version, now, now).toBytes());
            target.put(Family.USES, InboxKeys.use(now, name), new byte[0]);
        }
        return new InboxCounters.Given(known.generation(), fence, version);
    }

    private void record(byte[] bytes, byte[] value) {
        InboxKey key = InboxKey.of(bytes);
        if (key == null) {
            dropped.accept("a record of inboxes whose key cannot be: " + InboxKey.shown(bytes));
            return;
        }
        if (!key.owner().equals(owner)) {
            end();
            owner = key.owner();
        }
        Runnable kept = kept(key, value);
        if (kept == null) {
            tell(key);
            return;
        }
        // not where what was read is refused: what cannot be written ends the repair
        kept.run();
        if (key.kind() != InboxKeys.OWNER) {
            isAny = true;
            target.put(Family.INBOXES, bytes, value);
        }
    }

    /** Reads it; gives what follows from it where it is kept, else null. Writes nothing. */
    private @Nullable Runnable kept(InboxKey key, byte[] value) {
        try {
            switch (key.kind()) {
                case InboxKeys.CURSOR -> {
                    return isOfAFollow(key, InboxCursor.of(value)) ? () -> {} : null;
                }
                case InboxKeys.FOLLOW -> {
                    FollowRow follow = FollowRow.of(value);
                    return () -> keep(key.name(), follow);
                }
                case InboxKeys.INBOX -> {
                    InboxRow inbox = InboxRow.of(value);
                    if (inbox == null || !inbox.wrong(key.id(), Long.MAX_VALUE).isEmpty()) {
                        return null;
                    }
                    return () -> keep(key.id(), inbox);
                }
                case InboxKeys.MARKS -> {
                    InboxMarks.of(value);
                    return () -> {};
                }
                case InboxKeys.OWNER -> {
                    InboxOwnerRow read = InboxOwnerRow.of(value);
                    return () -> keep(read);
                }
                default -> {
                    return null;
                }
            }
        } catch (RuntimeException unreadable) {
            // whatever refuses what was read
            return null;
        }
    }

    private boolean isOfAFollow(InboxKey key, InboxCursor cursor) {
        FollowRow follow = FollowRow.of(found(InboxKeys.follow(owner, key.channel())));
        return follow != null
                && follow.version() == cursor.version()
                && InboxRow.of(found(InboxKeys.inbox(key.id()))) != null;
    }

    private void keep(String channel, @Nullable FollowRow follow) {
        version = Math.max(version, follow == null ? 0 : follow.version());
        target.put(Family.FOLLOWERS, InboxKeys.follower(channel, owner), new byte[0]);
    }

    private void keep(InboxId id, InboxRow inbox) {
        inboxes++;
        fence = Math.max(fence, inbox.fence);
        target.put(Family.USES, InboxKeys.use(inbox.listedAt, id), new byte[0]);
        counted.accept(id);
    }

    private void keep(@Nullable InboxOwnerRow read) {
        row = read;
        version = Math.max(version, read == null ? 0 : read.version());
    }

    private byte @Nullable [] found(byte[] key) {
        try {
            return files.get(Family.INBOXES, key);
        } catch (StorageException unreadable) {
            return null;
        }
    }

    /** The row of an owner goes with its inboxes that are kept. */
    private void end() {
        InboxOwnerRow known = row;
        boolean isChanged = !owner.isEmpty() && restored.remove(owner);
        if (known != null || isAny || isChanged) {
            long used = known == null ? now : known.usedAt();
            long listed = known == null || known.hasInbox() ? used : known.listedAt();
            InboxOwnerRow kept = new InboxOwnerRow(
                    known == null || isChanged ? ++version : known.version(), used, inboxes > 0 ? Nanos.NEVER : listed);
            if (!kept.hasInbox()) {
                target.put(Family.USES, InboxKeys.use(listed, owner), new byte[0]);
            }
            target.put(Family.INBOXES, InboxKeys.owner(owner), kept.toBytes());
        }
        row = null;
        isAny = false;
        inboxes = 0;
    }

    /** Where the follow itself cannot be read. */
    private void follower(byte[] bytes) {
        InboxKey key = InboxKey.ofFollower(bytes);
        if (key == null || isReadable(key)) {
            return;
        }
        dropped.accept("where " + key.owner() + " began to follow channel " + key.name()
                + ": it begins with all that is kept");
        version++;
        target.put(Family.INBOXES, InboxKeys.follow(key.owner(), key.name()), new FollowRow(version, LOST).toBytes());
        target.put(Family.FOLLOWERS, bytes, new byte[0]);
        restored.add(key.owner());
    }

    private boolean isReadable(InboxKey follower) {
        try {
            return FollowRow.of(found(InboxKeys.follow(follower.owner(), follower.name()))) != null;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private void tell(InboxKey key) {
        String of = " of " + owner;
        dropped.accept(
                switch (key.kind()) {
                    case InboxKeys.CURSOR ->
                        "where " + InboxesCheck.named(key.id()) + " stood in channel " + key.channel()
                                + ": it begins where the follow did";
                    case InboxKeys.FOLLOW -> "the follow of channel " + key.name() + of;
                    case InboxKeys.INBOX ->
                        InboxesCheck.named(key.id()) + ": what it was shown and acknowledged; it begins anew";
                    case InboxKeys.MARKS -> "read marks" + of;
                    case InboxKeys.OWNER -> "the row" + of + ", which is made anew";
                    default -> "a record of a kind that is unknown" + of + ": " + key.kind();
                });
    }
}
