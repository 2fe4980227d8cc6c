package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.InboxId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All owners and what they follow; under the lock of the inboxes, but for {@link #isAwaited}. */
final class Owners {
    final UseOrder uses = new UseOrder();
    /** Rises with each opening; no fence is given twice, not even where an inbox was forgotten. */
    long fences;
    /** Owners that are new begin with this version, which is beyond those of all that were forgotten. */
    long firstVersion;

    private final Numbered<Owner> owners = new Numbered<>();
    private final Numbered<FollowedChannel> channels = new Numbered<>();

    /** Whether somebody has a cursor in a channel, so that its head must be known. Any thread may ask, with any lock held. */
    boolean isAwaited(String channel) {
        return channels.has(channel) || (channel.startsWith("@") && owners.has(channel.substring(1)));
    }

    @Nullable
    Owner find(String name) {
        return owners.find(name);
    }

    /** The owner of a name, begun if there was none. */
    Owner get(String name) {
        Owner owner = owners.find(name);
        if (owner == null) {
            owner = owners.add(name, number -> new Owner(name, number, firstVersion, channels));
        }
        return owner;
    }

    /** An owner who was in a dump. */
    Owner restore(String name, long ownerFirstVersion) {
        return owners.add(name, number -> new Owner(name, number, ownerFirstVersion, channels));
    }

    @Nullable
    MemoryInbox inbox(InboxId id) {
        Owner owner = owners.find(id.owner());
        return owner == null ? null : owner.inbox(id.device());
    }

    /** Adds an inbox that is not there. */
    MemoryInbox add(Owner owner, String device, @Nullable Cursor own) {
        MemoryInbox inbox = new MemoryInbox(owner, device, own);
        owner.inboxes.add(inbox);
        uses.remove(owner);
        return inbox;
    }

    /** Adds what an owner does not follow, with a version, in its row. */
    void follow(Owner owner, int row, FollowedChannel followed, Position from, long version) {
        owner.insert(row, followed, from, version);
        followed.followers().add(owner.number, this::name);
    }

    /** Takes away what an owner follows; gives the channel if nobody does any more. */
    Optional<String> unfollow(Owner owner, int row) {
        FollowedChannel followed = owner.channel(row);
        owner.remove(row);
        followed.followers().remove(owner.number, this::name);
        if (!followed.followers().isEmpty()) {
            return Optional.empty();
        }
        channels.remove(followed.name(), followed.number());
        return Optional.of(followed.name());
    }

    @Nullable
    FollowedChannel channel(String name) {
        return channels.find(name);
    }

    /** Notes that an owner did something, by which it is told how long nothing happened. */
    void used(Owner owner, long now) {
        if (owner.inboxes.isEmpty()) {
            uses.touch(owner, now);
        }
    }

    /** Takes away an owner who has no inbox and follows nothing. */
    void remove(Owner owner) {
        uses.remove(owner);
        owners.remove(owner.name, owner.number);
        firstVersion = Math.max(firstVersion, owner.version + 1);
    }

    String name(int number) {
        return owners.get(number).name;
    }

    Iterable<Owner> all() {
        return owners.all();
    }

    int count() {
        return owners.count();
    }

    void clear() {
        owners.clear();
        channels.clear();
        uses.clear();
    }

    /** A channel that is awaited from now on. */
    FollowedChannel awaited(String channel) {
        FollowedChannel followed = channels.find(channel);
        return followed != null
                ? followed
                : channels.add(channel, number -> new FollowedChannel(channel, number, new FollowerIds()));
    }
}
