package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadMarks;
import io.pushcore.storage.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A bit of everything that users do with inboxes, follows, marks, tokens and sessions, by a seed. */
final class InboxUse {
    private final OpenedDisk disk;
    private final Random random;
    private final InboxStore inboxes;
    private final LeaseStore leases;
    private final String node;

    InboxUse(OpenedDisk disk, Random random) {
        this.disk = disk;
        this.random = random;
        this.inboxes = disk.storage.inboxStore().orElseThrow();
        this.leases = disk.storage.leaseStore().orElseThrow();
        this.node = "node" + random.nextInt(1_000);
        join(leases.put(node, new byte[0], Duration.ofMinutes(1)));
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step(new InboxId(owner(), random.nextBoolean() ? "" : "phone"));
        }
    }

    private void step(InboxId id) {
        switch (random.nextInt(12)) {
            case 0, 1 -> join(inboxes.follow(id.owner(), channel()));
            case 2 -> join(inboxes.unfollow(id.owner(), channel()));
            case 3, 4, 5 -> open(id);
            case 6 ->
                join(inboxes.mark(
                        id.owner(), new ReadMarks(head("@" + id.owner()).epoch(), OffsetSet.of(1, 2))));
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    join(inboxes.forget(id));
                }
            }
            case 8 -> join(inboxes.forgetUnused(disk.time.now().minus(Duration.ofMinutes(1 + random.nextInt(10))), 3));
            case 9 -> disk.append("@" + id.owner(), "own");
            case 10 -> lease("token" + random.nextInt(20));
            default -> session(id);
        }
    }

    private void open(InboxId id) {
        OpenedInbox opened = join(inboxes.open(id, node, 1 + random.nextInt(20)));
        if (random.nextInt(4) == 0 || opened.followed().isEmpty()) {
            return;
        }
        Followed one = opened.followed().get(random.nextInt(opened.followed().size()));
        Head head = head(one.channel());
        long floor = Math.min(one.cursor().floor() + random.nextInt(4), head.last());
        Cursor to = new Cursor(head.epoch(), floor, OffsetSet.EMPTY);
        long seq = opened.numbers().first();
        List<Shown> shown = head.last() > floor
                ? List.of(new Shown.Run(seq, one.channel(), new Position(head.epoch(), floor + 1), 1))
                : List.of();
        join(inboxes.checkpoint(List.of(new Checkpoint(
                id,
                opened.fence(),
                seq - 1,
                seq,
                shown,
                opened.burned(),
                List.of(new Followed(one.channel(), one.version(), to)),
                random.nextBoolean()))));
    }

    private void lease(String key) {
        switch (random.nextInt(3)) {
            case 0 -> join(leases.take(key));
            case 1 -> join(leases.renew(key, Duration.ofMinutes(1)));
            default -> join(leases.put(key, "x".getBytes(UTF_8), Duration.ofSeconds(1 + random.nextInt(100))));
        }
    }

    private void session(InboxId id) {
        String session = "s" + random.nextInt(6);
        switch (random.nextInt(3)) {
            case 0 -> join(leases.closeSession(id.owner(), session));
            case 1 -> join(leases.takeLost(5));
            default -> {
                join(leases.put(node, new byte[0], Duration.ofMinutes(1)));
                join(leases.openSession(
                        new LeaseStore.Session(id.owner(), session, id.device(), node),
                        3,
                        LeaseStore.WhenFull.EVICT_OLDEST));
            }
        }
    }

    private Head head(String channel) {
        return disk.head(channel);
    }

    private String owner() {
        return "user" + random.nextInt(5);
    }

    private String channel() {
        return "channel" + random.nextInt(8);
    }
}
