package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;

import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.OpenedInbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that opens, or checks, a directory with many channels and inboxes: {@code open|check DIR COUNT MEMORY_BYTES}. Prints how long that took and
 * what it needs, and ends without closing.
 */
final class ManyOnDisk {
    private static final int LOOKS = 2_000;

    private ManyOnDisk() {}

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[2]);
        long memory = Long.parseLong(args[3]);
        Settings settings = Settings.of(Path.of(args[1])).cacheBytes(memory / 2).writeBufferBytes(memory / 2);
        if (args[0].equals("check")) {
            check(settings);
        } else {
            open(settings, count);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void open(Settings settings, int count) throws IOException {
        long begin = System.nanoTime();
        OpenedDisk disk = OpenedDisk.of(settings);
        double opened = (System.nanoTime() - begin) / 1e9;
        String end = disk.storage.lastEnd() + "";
        Random random = new Random(1);
        long found = 0;
        for (int i = 0; i < LOOKS; i++) {
            int one = random.nextInt(count);
            Head head = disk.head("c" + one);
            disk.append("c" + one, "again");
            OpenedInbox inbox =
                    join(disk.storage.inboxStore().orElseThrow().open(new InboxId("user" + one, ""), "node", 10));
            found += head.last() > 0 && inbox.followed().size() == 3 ? 1 : 0;
        }
        System.out.printf("%s: opened in %.2f s, %d of %d found, %s%n", end, opened, found, LOOKS, memory());
    }

    private static void check(Settings settings) throws IOException {
        long begin = System.nanoTime();
        Checked checked = DiskCheck.of(settings.directory()).run(finding -> System.out.println(finding.sentence()));
        System.out.printf(
                "checked %,d channels, %,d messages, %,d inboxes in %.1f s, %d wrong, %s%n",
                checked.channels(),
                checked.messages(),
                checked.inboxes(),
                (System.nanoTime() - begin) / 1e9,
                checked.findings(),
                memory());
    }

    /** The most this process had in memory, and its heap. */
    private static String memory() throws IOException {
        String most = Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElse("VmHWM: 0 kB")
                .replaceAll("[^0-9]", "");
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return "resident " + (Long.parseLong(most) >> 10) + " MiB, heap "
                + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MiB";
    }
}
