package io.pushcore.disk;

import org.jspecify.annotations.Nullable;

/** Who follows or has inboxes, as a work sees and changes them. Only the writer's thread, within one batch. */
final class InboxOwners {
    final OpenStorage.Parts parts;
    final Batch batch;
    final long now;

    InboxOwners(OpenStorage.Parts parts, Batch batch) {
        this.parts = parts;
        this.batch = batch;
        this.now = Nanos.of(parts.now());
    }

    @Nullable
    InboxOwnerRow find(String owner) {
        return InboxOwnerRow.of(batch.get(Family.INBOXES, InboxKeys.owner(owner)));
    }

    /** Notes that what an owner follows has changed; gives the new version. */
    long changed(String owner) {
        InboxOwnerRow known = find(owner);
        long version = parts.inboxes().nextVersion();
        put(
                owner,
                known == null ? begun(owner, version) : known.version(version).usedAt(now));
        return version;
    }

    /** Notes that an owner did something, by which it is told how long nothing happened as long as it has no inbox. */
    void used(String owner) {
        InboxOwnerRow known = find(owner);
        if (known == null) {
            put(owner, begun(owner, parts.inboxes().nextVersion()));
        } else if (!known.hasInbox()) {
            put(owner, known.usedAt(now));
        }
    }

    private InboxOwnerRow begun(String owner, long version) {
        batch.put(Family.USES, InboxKeys.use(now, owner), new byte[0]);
        return new InboxOwnerRow(version, now, now);
    }

    /** Notes that an owner has an inbox, by whose use it lives from now on. */
    void hasInbox(String owner) {
        InboxOwnerRow known = find(owner);
        if (known == null) {
            put(owner, new InboxOwnerRow(parts.inboxes().nextVersion(), now, Nanos.NEVER));
        } else if (!known.hasInbox()) {
            batch.delete(Family.USES, InboxKeys.use(known.listedAt(), owner));
            put(owner, known.listedAt(Nanos.NEVER));
        }
    }

    void put(String owner, InboxOwnerRow row) {
        batch.put(Family.INBOXES, InboxKeys.owner(owner), row.toBytes());
    }

    /** The row of a channel, with what works before this one have appended. */
    ChannelRow log(String channel) {
        return parts.log().look(channel);
    }

    /** The epochs of a channel. */
    Lives lives(ChannelRow row) {
        return row.lives(parts.database().generations());
    }
}
