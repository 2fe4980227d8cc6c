package io.pushcore.storage.tck;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.SeqRange;
import io.pushcore.storage.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Inboxes as plain maps, the reference of the model test. For one thread. */
final class InboxModel {
    /** One who follows. */
    static final class Owner {
        final Map<String, Follow> follows = new TreeMap<>();
        final Map<String, Box> boxes = new TreeMap<>();
        final Set<Long> read = new TreeSet<>();
        String readEpoch = "";
        Instant usedAt = Instant.MIN;
    }

    record Follow(Position from, long version) {}

    /** An inbox. */
    static final class Box {
        final InboxId id;
        final Map<String, Progress> progress = new HashMap<>();
        long fence;
        boolean held;
        long acknowledged;
        long last;
        long reserved;
        List<Shown> shown = List.of();
        Set<Long> burned = new TreeSet<>();
        Instant usedAt = Instant.MIN;

        Box(InboxId id) {
            this.id = id;
        }
    }

    /** What is acknowledged of a channel. */
    static final class Progress {
        String epoch;
        long floor;
        final TreeSet<Long> beyond = new TreeSet<>();

        Progress(Position from) {
            epoch = from.epoch();
            floor = from.offset();
        }

        void move(Cursor to) {
            if (!to.epoch().equals(epoch)) {
                epoch = to.epoch();
                floor = to.floor();
                beyond.clear();
            }
            floor = Math.max(floor, to.floor());
            to.beyond().forEach(beyond::add);
            beyond.removeIf(offset -> offset <= floor);
        }

        Cursor cursor() {
            return new Cursor(
                    epoch,
                    floor,
                    OffsetSet.of(beyond.stream().mapToLong(Long::longValue).toArray()));
        }
    }

    final Map<String, Owner> owners = new TreeMap<>();
    final Map<String, Set<Long>> versionsSeen = new HashMap<>();

    Owner owner(String name) {
        return owners.computeIfAbsent(name, any -> new Owner());
    }

    boolean versionIsNew(String owner, long version) {
        return versionsSeen.computeIfAbsent(owner, any -> new HashSet<>()).add(version);
    }

    /** An inbox opened, begun from where its own log begins if it was not there. */
    Box open(InboxId id, long fence, int numbers, Position ownStart) {
        Owner owner = owner(id.owner());
        Box box = owner.boxes.get(id.device());
        if (box == null) {
            box = new Box(id);
            box.progress.put("@" + id.owner(), new Progress(ownStart));
            for (Map.Entry<String, Follow> follow : owner.follows.entrySet()) {
                box.progress.put(follow.getKey(), new Progress(follow.getValue().from()));
            }
            owner.boxes.put(id.device(), box);
        }
        for (long number = box.last + 1; number <= box.reserved; number++) {
            box.burned.add(number);
        }
        box.last = Math.max(box.last, box.reserved);
        box.reserved = box.last + numbers;
        box.fence = fence;
        box.held = true;
        return box;
    }

    void follow(String name, String channel, Position from, long version) {
        Owner owner = owner(name);
        owner.follows.put(channel, new Follow(from, version));
        owner.boxes.values().forEach(box -> box.progress.put(channel, new Progress(from)));
    }

    void unfollow(String name, String channel) {
        Owner owner = owner(name);
        owner.follows.remove(channel);
        owner.boxes.values().forEach(box -> box.progress.remove(channel));
    }

    private static long count(List<Shown> shown) {
        return shown.stream().mapToLong(Shown::count).sum();
    }

    Checkpoint.Outcome record(Checkpoint checkpoint) {
        Owner owner = owners.get(checkpoint.inbox().owner());
        Box box = owner == null ? null : owner.boxes.get(checkpoint.inbox().device());
        if (owner == null || box == null || !box.held || box.fence != checkpoint.fence()) {
            return Checkpoint.Outcome.FENCED;
        }
        boolean older = checkpoint.acknowledged() < box.acknowledged || checkpoint.last() < box.last;
        if (older || (checkpoint.last() == box.last && count(checkpoint.shown()) > count(box.shown))) {
            return Checkpoint.Outcome.RECORDED;
        }
        box.acknowledged = checkpoint.acknowledged();
        box.last = checkpoint.last();
        box.shown = checkpoint.shown();
        box.burned = numbers(checkpoint.burned());
        box.held = !checkpoint.release();
        box.reserved = checkpoint.release() ? box.last : Math.max(box.reserved, box.last);
        for (Followed moved : checkpoint.moved()) {
            Follow follow = owner.follows.get(moved.channel());
            boolean current = follow == null ? moved.version() == 0 : follow.version() == moved.version();
            Progress progress = box.progress.get(moved.channel());
            if (current && progress != null) {
                progress.move(moved.cursor());
            }
        }
        return Checkpoint.Outcome.RECORDED;
    }

    List<Followed> followed(InboxId id, Position ownStart) {
        Owner owner = owners.getOrDefault(id.owner(), new Owner());
        Box box = owner.boxes.get(id.device());
        List<Followed> all = new ArrayList<>();
        String own = "@" + id.owner();
        all.add(new Followed(own, 0, (box == null ? new Progress(ownStart) : progress(box, own)).cursor()));
        owner.follows.forEach((channel, follow) -> all.add(new Followed(
                channel,
                follow.version(),
                (box == null ? new Progress(follow.from()) : progress(box, channel)).cursor())));
        return all;
    }

    /** Forgets an inbox, and its owner if it was the last. */
    void forget(InboxId id) {
        Owner owner = owners.get(id.owner());
        if (owner != null && owner.boxes.remove(id.device()) != null && owner.boxes.isEmpty()) {
            owners.remove(id.owner());
        }
    }

    static Set<Long> numbers(List<SeqRange> ranges) {
        Set<Long> numbers = new TreeSet<>();
        for (SeqRange range : ranges) {
            for (long number = range.first(); number <= range.last(); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static Progress progress(Box box, String channel) {
        Progress progress = box.progress.get(channel);
        if (progress == null) {
            throw new AssertionError("the model has no cursor in " + channel);
        }
        return progress;
    }
}
