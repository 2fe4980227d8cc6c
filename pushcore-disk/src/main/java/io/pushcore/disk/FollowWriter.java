package io.pushcore.disk;

import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.ReadMarks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What owners follow and have read, staged. Only the writer's thread, within one batch. */
final class FollowWriter {
    private final InboxOwners owners;
    private final Batch batch;

    FollowWriter(OpenStorage.Parts parts, Batch batch) {
        this.owners = new InboxOwners(parts, batch);
        this.batch = batch;
    }

    /** From a position on, or from the head. */
    Position follow(String owner, String channel, @Nullable Position from) {
        byte[] key = InboxKeys.follow(owner, channel);
        FollowRow known = FollowRow.of(batch.get(Family.INBOXES, key));
        if (known != null) {
            return known.from();
        }
        Position start = from == null ? head(channel) : from;
        long version = owners.changed(owner);
        batch.put(Family.INBOXES, key, new FollowRow(version, start).toBytes());
        batch.put(Family.FOLLOWERS, InboxKeys.follower(channel, owner), new byte[0]);
        return start;
    }

    private Position head(String channel) {
        ChannelRow row = owners.log(channel);
        return new Position(owners.lives(row).current(), row.span.last());
    }

    boolean unfollow(String owner, String channel) {
        byte[] key = InboxKeys.follow(owner, channel);
        if (batch.get(Family.INBOXES, key) == null) {
            return false;
        }
        byte[] inboxes = InboxKeys.inboxes(owner);
        List<InboxId> all = new ArrayList<>();
        batch.scan(Family.INBOXES, inboxes, inboxes, (inbox, row) -> {
            all.add(new InboxId(owner, Keys.name(inbox, inboxes.length)));
            return true;
        });
        owners.changed(owner);
        batch.delete(Family.INBOXES, key);
        batch.delete(Family.FOLLOWERS, InboxKeys.follower(channel, owner));
        for (InboxId inbox : all) {
            batch.delete(Family.INBOXES, InboxKeys.cursor(inbox, channel));
        }
        return true;
    }

    void mark(String owner, ReadMarks read) {
        String ownLog = InboxId.ownLog(owner).orElse("");
        if (ownLog.isEmpty()) {
            return;
        }
        ChannelRow row = owners.log(ownLog);
        Lives lives = owners.lives(row);
        OffsetSet offsets = InboxMarks.valid(read, lives, row.span.last()).above(0);
        if (offsets.isEmpty()) {
            return;
        }
        byte[] key = InboxKeys.marks(owner);
        ReadMarks known = InboxMarks.of(batch.get(Family.INBOXES, key));
        OffsetSet before = known == null ? OffsetSet.EMPTY : InboxMarks.valid(known, lives, row.span.last());
        ReadMarks all = new ReadMarks(lives.current(), before.with(offsets).above(row.span.first() - 1));
        batch.put(Family.INBOXES, key, InboxMarks.toBytes(all));
        owners.used(owner);
    }
}
