package io.pushcore.disk;

import io.pushcore.storage.InboxId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes away inboxes, and what their owners followed and marked, staged. Only the writer's thread, within one batch. */
final class InboxForgetting {
    /** So many are looked at in one step. */
    private static final int MOST = 256;

    private final InboxOwners owners;
    private final Batch batch;

    InboxForgetting(OpenStorage.Parts parts, Batch batch) {
        this.owners = new InboxOwners(parts, batch);
        this.batch = batch;
    }

    /**
     * Some of what is unused.
     *
     * @param from the key of the use to go on from; empty if there are no more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(List<InboxId> forgotten, byte[] from) {
        /** Before all uses. */
        static final byte[] BEGIN = new byte[1];

        boolean isLast() {
            return from.length == 0;
        }
    }

    void forget(InboxId id) {
        InboxRow row = InboxRow.of(batch.get(Family.INBOXES, InboxKeys.inbox(id)));
        if (row != null) {
            forget(id, row);
        }
    }

    /** Forgets what was not used since a time, the longest unused first, from a use on. */
    Step forgetUnused(long since, int limit, byte[] from) {
        List<InboxId> forgotten = new ArrayList<>();
        byte[] at = from;
        for (int looked = 0; looked < MOST && forgotten.size() < limit; looked++) {
            byte[] key = next(at);
            if (key == null || ByteReader.fixed(key, 0) >= since) {
                return new Step(forgotten, new byte[0]);
            }
            InboxKeys.Use use = InboxKeys.Use.of(key);
            if (use.isInbox() ? isForgotten(use, key) : isOwnerForgotten(use, key)) {
                forgotten.add(use.id());
            }
            at = Arrays.copyOf(key, key.length + 1);
        }
        return new Step(forgotten, at);
    }

    private byte @Nullable [] next(byte[] from) {
        List<byte[]> found = new ArrayList<>(1);
        batch.scan(Family.USES, new byte[0], from, (key, value) -> {
            found.add(key);
            return false;
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** Forgets an inbox that was not used since it was listed; else lists it under its last use. */
    private boolean isForgotten(InboxKeys.Use use, byte[] key) {
        InboxId id = use.id();
        InboxRow row = InboxRow.of(batch.get(Family.INBOXES, InboxKeys.inbox(id)));
        if (row == null || row.listedAt != use.time()) {
            batch.delete(Family.USES, key);
            return false;
        }
        if (row.usedAt <= row.listedAt) {
            forget(id, row);
            return true;
        }
        batch.delete(Family.USES, key);
        batch.put(Family.USES, InboxKeys.use(row.usedAt, id), new byte[0]);
        row.listedAt = row.usedAt;
        batch.put(Family.INBOXES, InboxKeys.inbox(id), row.toBytes());
        return false;
    }

    private boolean isOwnerForgotten(InboxKeys.Use use, byte[] key) {
        String owner = use.id().owner();
        InboxOwnerRow row = owners.find(owner);
        if (row == null || row.listedAt() != use.time()) {
            batch.delete(Family.USES, key);
            return false;
        }
        if (row.usedAt() <= row.listedAt()) {
            forget(owner, row);
            return true;
        }
        batch.delete(Family.USES, key);
        batch.put(Family.USES, InboxKeys.use(row.usedAt(), owner), new byte[0]);
        owners.put(owner, row.listedAt(row.usedAt()));
        return false;
    }

    private void forget(InboxId id, InboxRow row) {
        byte[] inboxes = InboxKeys.inboxes(id.owner());
        List<byte[]> all = keys(inboxes, 2);
        for (byte[] cursor : keys(InboxKeys.cursors(id), Integer.MAX_VALUE)) {
            batch.delete(Family.INBOXES, cursor);
        }
        batch.delete(Family.INBOXES, InboxKeys.inbox(id));
        batch.delete(Family.USES, InboxKeys.use(row.listedAt, id));
        InboxOwnerRow owner = owners.find(id.owner());
        if (all.size() == 1 && owner != null) {
            forget(id.owner(), owner);
        }
    }

    /** Forgets an owner who has no inbox. */
    private void forget(String owner, InboxOwnerRow row) {
        byte[] follows = InboxKeys.follows(owner);
        for (byte[] follow : keys(follows, Integer.MAX_VALUE)) {
            batch.delete(Family.INBOXES, follow);
            batch.delete(Family.FOLLOWERS, InboxKeys.follower(Keys.name(follow, follows.length), owner));
        }
        batch.delete(Family.INBOXES, InboxKeys.marks(owner));
        batch.delete(Family.INBOXES, InboxKeys.owner(owner));
        if (!row.hasInbox()) {
            batch.delete(Family.USES, InboxKeys.use(row.listedAt(), owner));
        }
    }

    private List<byte[]> keys(byte[] prefix, int atMost) {
        List<byte[]> keys = new ArrayList<>();
        batch.scan(Family.INBOXES, prefix, prefix, (key, value) -> {
            keys.add(key);
            return keys.size() < atMost;
        });
        return keys;
    }
}
