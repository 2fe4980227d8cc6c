package io.pushcore.disk;

import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import org.jspecify.annotations.Nullable;

/** What an owner changes in an inbox, staged. Only the writer's thread, within one batch. */
final class InboxWriter {
    private final InboxOwners owners;
    private final Batch batch;
    private final long now;

    InboxWriter(OpenStorage.Parts parts, Batch batch) {
        this.owners = new InboxOwners(parts, batch);
        this.batch = batch;
        this.now = owners.now;
    }

    /** The inbox of a new owner; it is created if there is none. */
    InboxRow open(InboxId id, String node, int numbers) {
        InboxRow row = find(id);
        if (row == null) {
            row = new InboxRow(start(id.owner()));
            row.listedAt = now;
            batch.put(Family.USES, InboxKeys.use(now, id), new byte[0]);
            owners.hasInbox(id.owner());
        }
        row.open(
                owners.parts.inboxes().nextFence(),
                node,
                numbers,
                owners.parts.database().numberFloor());
        row.usedAt = now;
        put(id, row);
        return row;
    }

    /** Before the oldest kept of the own log, for who has one. */
    private @Nullable Cursor start(String owner) {
        String ownLog = InboxId.ownLog(owner).orElse("");
        if (ownLog.isEmpty()) {
            return null;
        }
        ChannelRow row = owners.log(ownLog);
        try (Scan scan = owners.parts.database().scan(Family.MESSAGES)) {
            StoredMessages stored = new StoredMessages(scan, row.id, row.written());
            Span kept = row.span.kept(row.keeping, now, offset -> {
                Place place = stored.at(offset);
                return place != null ? place : row.staged(Math.max(offset, row.written() + 1));
            });
            return new Cursor(owners.lives(row).current(), kept.first() - 1, OffsetSet.EMPTY);
        }
    }

    void reserve(InboxId id, long fence, long through) {
        InboxRow row = find(id);
        if (row == null) {
            throw new StorageException(Fault.FENCED, "the inbox was forgotten: " + id);
        }
        if (row.reserve(fence, through)) {
            put(id, row);
        }
    }

    Checkpoint.Outcome record(Checkpoint checkpoint) {
        InboxId id = checkpoint.inbox();
        InboxRow row = find(id);
        if (row == null || !row.isOwned(checkpoint.fence())) {
            return Checkpoint.Outcome.FENCED;
        }
        if (row.record(checkpoint)) {
            checkpoint.moved().forEach(moved -> move(id, row, moved));
        }
        row.usedAt = now;
        put(id, row);
        return Checkpoint.Outcome.RECORDED;
    }

    private void move(InboxId id, InboxRow row, Followed moved) {
        Cursor own = row.own;
        if (own != null && moved.version() == 0) {
            if (InboxId.ownLog(id.owner()).orElse("").equals(moved.channel())) {
                row.own = merged(moved.channel(), own, moved.cursor());
            }
            return;
        }
        FollowRow follow = FollowRow.of(batch.get(Family.INBOXES, InboxKeys.follow(id.owner(), moved.channel())));
        if (follow == null || follow.version() != moved.version()) {
            return;
        }
        byte[] key = InboxKeys.cursor(id, moved.channel());
        InboxCursor known = InboxCursor.of(batch.get(Family.INBOXES, key), follow.version());
        Cursor from = known == null ? follow.cursor() : known.cursor();
        Cursor to = merged(moved.channel(), from, moved.cursor());
        batch.put(Family.INBOXES, key, new InboxCursor(follow.version(), to).toBytes());
    }

    private Cursor merged(String channel, Cursor known, Cursor to) {
        if (known.epoch().equals(to.epoch())) {
            return InboxCursor.further(known, to);
        }
        ChannelRow row = owners.log(channel);
        return InboxCursor.merged(known, to, owners.lives(row), row.span.last());
    }

    private @Nullable InboxRow find(InboxId id) {
        return InboxRow.of(batch.get(Family.INBOXES, InboxKeys.inbox(id)));
    }

    private void put(InboxId id, InboxRow row) {
        batch.put(Family.INBOXES, InboxKeys.inbox(id), row.toBytes());
    }
}
