package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;

import io.pushcore.Position;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What inboxes cost on the disk: coming back with 100 follows of which 10 have news, checkpoints in batches, a publish to a channel that many
 * follow who are not there. {@code InboxStoreLoad DIR USERS}.
 */
final class InboxStoreLoad {
    private static final int FOLLOWS = 100;
    private static final int NEWS = 10;
    private static final int CHANNELS = 1_000;

    private InboxStoreLoad() {}

    public static void main(String[] arguments) {
        int users = Integer.parseInt(arguments[1]);
        try (OpenedDisk disk = OpenedDisk.of(Settings.of(Path.of(arguments[0])))) {
            InboxStore inboxes = disk.storage.inboxStore().orElseThrow();
            long begin = System.nanoTime();
            fill(disk, inboxes, users);
            System.out.printf("%,.0f follows/s%n", users * FOLLOWS * 1e9 / (System.nanoTime() - begin));
            List<OpenedInbox> opened = comeBack(disk, inboxes, users, 1_000, false);
            comeBack(disk, inboxes, users, 1_000, true);
            for (int size : new int[] {1, 100, 1_000, 10_000}) {
                checkpoints(inboxes, users, size);
            }
            publish(disk);
            System.out.println(opened.size() + " opened");
        }
    }

    private static void fill(OpenedDisk disk, InboxStore inboxes, int users) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            disk.append("channel" + channel, "a message of some length, as they are, which is not much");
        }
        for (int user = 0; user < users; user++) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            calls.add(inboxes.follow("user" + user, "all").toCompletableFuture());
            for (int i = 1; i < FOLLOWS; i++) {
                calls.add(inboxes.follow("user" + user, "channel" + (user + 7 * i) % CHANNELS)
                        .toCompletableFuture());
            }
            if (user % 100 == 99) {
                CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
            }
        }
    }

    /** Opens, asks for the heads and reads what is new, as a broker does; prints medians. */
    private static List<OpenedInbox> comeBack(
            OpenedDisk disk, InboxStore inboxes, int users, int times, boolean print) {
        long[][] took = new long[4][times];
        List<OpenedInbox> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int user = i % users;
            InboxId id = new InboxId("user" + user, "");
            for (int n = 1; n <= NEWS; n++) {
                disk.append("channel" + (user + 7 * n) % CHANNELS, "news");
            }
            long begin = System.nanoTime();
            OpenedInbox opened = join(inboxes.open(id, "node", 100));
            long wasOpened = System.nanoTime();
            join(inboxes.followed(id));
            long wasFollowed = System.nanoTime();
            List<String> channels =
                    opened.followed().stream().map(Followed::channel).toList();
            List<Head> heads = join(disk.log.heads(channels));
            long hasHeads = System.nanoTime();
            List<Followed> moved = new ArrayList<>();
            int read = 0;
            for (int f = 0; f < heads.size(); f++) {
                Followed followed = opened.followed().get(f);
                Head head = heads.get(f);
                if (followed.cursor().floor() < head.last() && read < NEWS) {
                    read++;
                    disk.read(followed.channel(), new Position(head.epoch(), Math.max(0, head.last() - 1)));
                }
                moved.add(new Followed(
                        followed.channel(),
                        followed.version(),
                        new Cursor(head.epoch(), head.last(), OffsetSet.EMPTY)));
            }
            long end = System.nanoTime();
            took[0][i] = wasOpened - begin;
            took[1][i] = wasFollowed - wasOpened;
            took[2][i] = hasHeads - wasFollowed;
            took[3][i] = end - hasHeads;
            join(inboxes.checkpoint(List.of(new Checkpoint(
                    id, opened.fence(), 0, opened.numbers().first(), List.of(), opened.burned(), moved, false))));
            all.add(opened);
        }
        if (print) {
            System.out.printf(
                    "coming back, medians of %,d: open with its sync %.0f us; of that what is followed %.0f us; %d heads %.0f us; %d pages %.0f us%n",
                    times, median(took[0]), median(took[1]), FOLLOWS + 1, median(took[2]), NEWS, median(took[3]));
        }
        return all;
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e3;
    }

    /** Each moves two cursors. */
    private static void checkpoints(InboxStore inboxes, int users, int size) {
        List<OpenedInbox> opened = new ArrayList<>();
        int inboxCount = Math.min(users, size);
        for (int i = 0; i < inboxCount; i++) {
            opened.add(join(inboxes.open(new InboxId("user" + i, ""), "node", 1_000)));
        }
        long begin = System.nanoTime();
        long count = 0;
        for (int round = 1; System.nanoTime() - begin < 3_000_000_000L; round++) {
            List<Checkpoint> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                OpenedInbox inbox = opened.get(i % inboxCount);
                List<Followed> moved = new ArrayList<>();
                for (Followed each : inbox.followed().subList(1, 3)) {
                    Cursor at = each.cursor();
                    moved.add(new Followed(
                            each.channel(),
                            each.version(),
                            new Cursor(at.epoch(), at.floor() + round, OffsetSet.EMPTY)));
                }
                long last = inbox.numbers().first() + round;
                batch.add(new Checkpoint(
                        new InboxId("user" + i % inboxCount, ""),
                        inbox.fence(),
                        last,
                        last,
                        List.of(),
                        List.of(),
                        moved,
                        false));
            }
            join(inboxes.checkpoint(batch));
            count += size;
        }
        System.out.printf("%,.0f checkpoints/s in batches of %,d%n", count * 1e9 / (System.nanoTime() - begin), size);
    }

    private static void publish(OpenedDisk disk) {
        long[] took = new long[1_000];
        for (int i = 0; i < took.length; i++) {
            long begin = System.nanoTime();
            disk.append("all", "news");
            took[i] = System.nanoTime() - begin;
        }
        System.out.printf("a publish to the channel all follow: %.0f us, median of %,d%n", median(took), took.length);
    }
}
