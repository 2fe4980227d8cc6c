package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Inboxes, follows and marks. Every call is over when it returns, and holds the lock for one inbox or one page at a time. */
final class MemoryInboxes implements InboxStore {
    /** Taken before the lock of a channel, never while one is held. Guards the owners. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Owners owners;
    private final OpenContext open;
    private final MemoryChannelLog log;
    private final OwnLogs ownLogs;

    /** The log is asked where channels stand, and told when nobody awaits one any more. */
    MemoryInboxes(OpenContext open, Owners owners, MemoryChannelLog log) {
        this.open = open;
        this.owners = owners;
        this.log = log;
        this.ownLogs = new OwnLogs(owners, log);
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId id, String node, int numbers) {
        return locked(now -> {
            if (numbers < 1 || numbers > MAX_NUMBERS) {
                throw new IllegalArgumentException("1 to " + MAX_NUMBERS + " numbers are reserved: " + numbers);
            }
            Owner owner = owners.get(id.owner());
            MemoryInbox inbox = owner.inbox(id.device());
            if (inbox == null) {
                inbox = owners.add(owner, id.device(), ownLogs.start(id.owner(), now));
            }
            owners.uses.touch(inbox, Nanos.of(now));
            return inbox.open(++owners.fences, node, numbers);
        });
    }

    @Override
    public CompletionStage<Boolean> exists(InboxId id) {
        return locked(now -> owners.inbox(id) != null);
    }

    @Override
    public CompletionStage<Optional<String>> holder(InboxId id) {
        return locked(now ->
                Optional.ofNullable(owners.inbox(id)).map(inbox -> inbox.node).filter(node -> !node.isEmpty()));
    }

    @Override
    public CompletionStage<Void> reserve(InboxId id, long fence, long through) {
        return run(now -> {
            MemoryInbox inbox = owners.inbox(id);
            if (inbox == null) {
                throw new StorageException(Fault.FENCED, "the inbox was forgotten: " + id);
            }
            inbox.reserve(fence, through);
        });
    }

    @Override
    public CompletionStage<List<Checkpoint.Outcome>> checkpoint(List<Checkpoint> batch) {
        return open.complete(now -> {
            List<Checkpoint.Outcome> outcomes = new ArrayList<>(batch.size());
            for (Checkpoint each : batch) {
                outcomes.add(underLock(() -> record(each, now)));
            }
            return outcomes;
        });
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel) {
        return locked(now -> follow(owner, channel, null, now));
    }

    @Override
    public CompletionStage<Position> follow(String owner, String channel, Position from) {
        return locked(now -> follow(owner, channel, from, now));
    }

    @Override
    public CompletionStage<Boolean> unfollow(String name, String channel) {
        return locked(now -> {
            Owner owner = owners.find(name);
            int row = owner == null ? -1 : owner.row(channel);
            if (owner == null || row < 0) {
                return false;
            }
            owner.version++;
            owners.used(owner, Nanos.of(now));
            owners.unfollow(owner, row).ifPresent(log::release);
            return true;
        });
    }

    @Override
    public CompletionStage<List<String>> followers(String channel, String after, int limit) {
        return locked(now -> {
            List<String> names = new ArrayList<>();
            FollowedChannel followed = owners.channel(channel);
            if (followed != null && limit > 0) {
                followed.followers().after(after, owners::name, number -> {
                    names.add(owners.name(number));
                    return names.size() < limit;
                });
            }
            return names;
        });
    }

    @Override
    public CompletionStage<List<Long>> versions(List<String> names) {
        return locked(now -> {
            List<Long> versions = new ArrayList<>(names.size());
            for (String name : names) {
                Owner owner = owners.find(name);
                versions.add(owner == null ? 0 : owner.version);
            }
            return versions;
        });
    }

    @Override
    public CompletionStage<List<Followed>> followed(InboxId id) {
        return locked(now -> {
            Owner found = owners.find(id.owner());
            Owner owner = found != null ? found : Owner.stranger(id.owner());
            MemoryInbox inbox = owner.inbox(id.device());
            return (inbox != null ? inbox : new MemoryInbox(owner, id.device(), ownLogs.start(id.owner(), now)))
                    .followed();
        });
    }

    @Override
    public CompletionStage<Void> mark(String owner, ReadMarks read) {
        return run(now -> ownLogs.mark(owner, read, now));
    }

    @Override
    public CompletionStage<ReadMarks> marks(String owner) {
        return locked(now -> ownLogs.marks(owner, now));
    }

    @Override
    public CompletionStage<Void> forget(InboxId id) {
        return run(now -> {
            MemoryInbox inbox = owners.inbox(id);
            if (inbox != null) {
                forget(owners.get(id.owner()), inbox);
            }
        });
    }

    @Override
    public CompletionStage<List<InboxId>> forgetUnused(Instant since, int limit) {
        return open.complete(now -> {
            List<InboxId> forgotten = new ArrayList<>();
            boolean more = true;
            while (more && forgotten.size() < limit) {
                more = underLock(() -> forgetEldest(since, forgotten));
            }
            return forgotten;
        });
    }

    /** How many owners take up memory. */
    int held() {
        return owners.count();
    }

    /** Writes all, after the context was closed. */
    void writeTo(DataOutputStream out) throws IOException {
        lock.lock();
        try {
            DumpedInboxes.write(owners, out);
        } finally {
            lock.unlock();
        }
    }

    /** Reads what was written, which nobody sees before the context is open. */
    void readFrom(DataInputStream in) throws IOException {
        lock.lock();
        boolean whole = false;
        try {
            DumpedInboxes.read(owners, in);
            whole = true;
        } finally {
            if (!whole) {
                owners.clear();
            }
            lock.unlock();
        }
    }

    /** Lets go of everything, after the context was closed. */
    void clear() {
        lock.lock();
        try {
            owners.clear();
        } finally {
            lock.unlock();
        }
    }

    private Checkpoint.Outcome record(Checkpoint checkpoint, Instant now) {
        MemoryInbox inbox = owners.inbox(checkpoint.inbox());
        if (inbox == null) {
            return Checkpoint.Outcome.FENCED;
        }
        Checkpoint.Outcome outcome = inbox.record(checkpoint);
        if (outcome == Checkpoint.Outcome.RECORDED) {
            owners.uses.touch(inbox, Nanos.of(now));
        }
        return outcome;
    }

    private Position follow(String name, String channel, @Nullable Position from, Instant now) {
        Owner known = owners.find(name);
        int row = known == null ? -1 : known.row(channel);
        if (known != null && row >= 0) {
            return known.from(row);
        }
        Owner owner = owners.get(name);
        // before the head is read: from now on it will not be forgotten
        FollowedChannel followed = owners.awaited(channel);
        Position start = from;
        if (start == null) {
            Head head = log.head(channel, now);
            start = new Position(head.epoch(), head.last());
        }
        owners.follow(owner, -1 - row, followed, start, ++owner.version);
        owners.used(owner, Nanos.of(now));
        return start;
    }

    private boolean forgetEldest(Instant since, List<InboxId> forgotten) {
        UseOrder.Used eldest = owners.uses.unusedSince(Nanos.of(since));
        if (eldest == null) {
            return false;
        }
        forgotten.add(eldest.id());
        if (eldest instanceof MemoryInbox inbox) {
            forget(owners.get(inbox.id().owner()), inbox);
        } else if (eldest instanceof Owner owner) {
            forget(owner);
        }
        return true;
    }

    private void forget(Owner owner, MemoryInbox inbox) {
        owner.inboxes.remove(inbox);
        owners.uses.remove(inbox);
        if (owner.inboxes.isEmpty()) {
            forget(owner);
        }
    }

    private void forget(Owner owner) {
        for (int row = owner.follows() - 1; row >= 0; row--) {
            owners.unfollow(owner, row).ifPresent(log::release);
        }
        owners.remove(owner);
        InboxId.ownLog(owner.name).ifPresent(log::release);
    }

    private <T> CompletionStage<T> locked(Function<Instant, T> call) {
        return open.complete(now -> underLock(() -> call.apply(now)));
    }

    private CompletionStage<Void> run(Consumer<Instant> call) {
        return open.run(() -> underLock(() -> {
            call.accept(open.get().time().now());
            return true;
        }));
    }

    private <T> T underLock(Supplier<T> call) {
        lock.lock();
        try {
            open.get(); // asked again under the lock: a dump must not miss what comes
            return call.get();
        } finally {
            lock.unlock();
        }
    }
}
