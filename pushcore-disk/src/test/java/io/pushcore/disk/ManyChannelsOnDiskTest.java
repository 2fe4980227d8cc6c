package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * That a directory with many channels and as many inboxes is opened, used and checked within a small heap, and within native memory that
 * the settings bound. In processes of their own.
 */
@EnabledOnOs(OS.LINUX)
class ManyChannelsOnDiskTest {
    private static final int HEAP_MIB = 64;
    private static final long MEMORY = 32L << 20;
    /** The machine itself, its code, indexes of open files. */
    private static final int BESIDE_MIB = 320;

    private static final int IN_FLIGHT = 64;

    @TempDir
    Path temporary;

    @Test
    void twentyThousandChannelsAndInboxes() throws Exception {
        run(20_000);
    }

    @Test
    @Tag("full")
    void aMillionChannelsAndInboxes() throws Exception {
        run(1_000_000);
    }

    private void run(int count) throws Exception {
        Path directory = temporary.resolve("storage");
        long begin = System.nanoTime();
        try (OpenedDisk disk = OpenedDisk.of(Settings.of(directory))) {
            fill(disk, count);
        }
        System.out.printf("%,d channels and inboxes written in %.1f s%n", count, (System.nanoTime() - begin) / 1e9);
        for (String end : List.of("CLEAN", "UNCLEAN")) {
            String said = child("open", directory, count);
            assertThat(said).startsWith(end + ": ").contains("2000 of 2000 found");
        }
        String checked = child("check", directory, count);
        assertThat(checked)
                .contains(
                        String.format("checked %,d channels", count + 1),
                        String.format(" %,d inboxes", count),
                        " 0 wrong");
    }

    private String child(String what, Path directory, int count) throws IOException, InterruptedException {
        String path =
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", "");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        path,
                        ManyOnDisk.class.getName(),
                        what,
                        directory.toString(),
                        "" + count,
                        "" + MEMORY)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        System.out.print(said);
        Matcher resident = Pattern.compile("resident ([0-9]+) MiB").matcher(said);
        assertThat(resident.find()).as(said).isTrue();
        assertThat(Integer.parseInt(resident.group(1)))
                .as(said)
                .isLessThan(HEAP_MIB + (int) (MEMORY >> 20) + BESIDE_MIB);
        return said;
    }

    /** A message in each channel, and a user with an inbox who follows it and one that all follow. */
    private static void fill(OpenedDisk disk, int count) {
        InboxStore inboxes = disk.storage.inboxStore().orElseThrow();
        disk.append("news", "1");
        Deque<CompletionStage<?>> pending = new ArrayDeque<>();
        for (int from = 0; from < count; from += 256) {
            List<Append> entries = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 256); i++) {
                entries.add(disk.entry("c" + i, Publication.of("message " + i), OpenedDisk.KEEP_ALL, Durability.OS));
                String user = "user" + i;
                pending.add(inboxes.open(new InboxId(user, ""), "node", 10));
                pending.add(inboxes.follow(user, "news"));
                pending.add(inboxes.follow(user, "c" + i));
            }
            pending.add(disk.log.append(entries));
            while (pending.size() > IN_FLIGHT * 256) {
                join(pending.remove());
            }
        }
        pending.forEach(OpenedDisk::join);
    }
}
