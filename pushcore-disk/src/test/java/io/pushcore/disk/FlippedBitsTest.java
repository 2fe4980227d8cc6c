package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit of a directory is another: after a clean close that is found wherever it is, after a crash wherever it is not in the very last
 * record, and there it is a position that is gone. {@code -Dpushcore.flips=} says how many bits of each kind; {@code all} takes minutes.
 */
class FlippedBitsTest {
    private static final String HOW_MANY = System.getProperty("pushcore.flips", "100");

    @TempDir
    Path temporary;

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void afterACleanCloseEachIsFound() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            write(disk, 8);
            new InboxUse(disk, random).run(40);
        }
        assertThat(isFound(settings)).isFalse();
        long flips = 0;
        List<String> missed = new ArrayList<>();
        List<Path> files = files(settings);
        for (Path file : files) {
            for (long bit : bits(Files.size(file) * 8, files.size())) {
                flip(file, bit);
                if (!isFound(settings)) {
                    missed.add(file.getFileName() + " of " + Files.size(file) + " bytes, bit " + bit);
                }
                flip(file, bit);
                flips++;
            }
        }
        System.out.printf("%,d bits flipped after a clean close, %d not found; seed %d%n", flips, missed.size(), seed);
        assertThat(missed).as("-Dpushcore.seed=" + seed).isEmpty();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.texts("news")).hasSize(8);
        }
    }

    @Test
    void afterACrashOneInTheLogIsFoundOrInTheLastRecordAndThenNoPositionNamesTwoMessages() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        OpenedDisk crashing = OpenedDisk.of(settings);
        List<Message> before = write(crashing, 12);
        crashing.crash();
        Path log = Damage.files(settings, ".log").get(0);
        long lastRecord = Files.size(log) * 8 * 3 / 4;
        long found = 0;
        long torn = 0;
        for (long bit : bits(Files.size(log) * 8, 1)) {
            flip(log, bit);
            if (isFound(settings)) {
                found++;
            } else {
                torn++;
                assertThat(bit).as("-Dpushcore.seed=" + seed).isGreaterThan(lastRecord);
                assertGone(settings, before, "bit " + bit + " with -Dpushcore.seed=" + seed);
            }
            flip(log, bit);
        }
        System.out.printf(
                "%,d bits flipped in a log after a crash: %,d found, %,d taken for its end, where positions are gone; seed %d%n",
                found + torn, found, torn, seed);
        assertThat(found).isPositive();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEqualTo(before);
        }
    }

    /** All but the last is there, and nothing else gets the position of the last. */
    private void assertGone(Settings settings, List<Message> before, String told) throws IOException {
        Path copy = temporary.resolve("copy");
        FileTree.delete(copy);
        Files.createDirectory(copy);
        FileTree.copy(settings.directory().resolve("db"), copy.resolve("db"));
        Files.copy(settings.directory().resolve("format"), copy.resolve("format"));
        try (OpenedDisk disk = OpenedDisk.of(Settings.of(copy))) {
            Message last = before.get(before.size() - 1);
            assertThat(disk.kept("news")).as(told).isEqualTo(before.subList(0, before.size() - 1));
            assertThat(disk.read("news", last.position())).as(told).isInstanceOf(ReadResult.Gone.class);
            assertThat(disk.append("news", "next").position()).as(told).isNotEqualTo(last.position());
            assertThat(disk.read("news", last.position())).as(told).isInstanceOf(ReadResult.Gone.class);
        }
    }

    private static List<Message> write(OpenedDisk disk, int count) {
        List<Message> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            written.add(disk.append("news", "message " + i));
        }
        return written;
    }

    /** Whether a check finds something, or refuses the directory. */
    private static boolean isFound(Settings settings) {
        try {
            return !DiskCheck.of(settings.directory()).run(finding -> {}).isSound();
        } catch (StorageException refused) {
            return true;
        }
    }

    /** What the storage needs. */
    private static List<Path> files(Settings settings) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory : List.of(settings.directory(), settings.directory().resolve("db"))) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName()
                                .toString()
                                .matches("clean|format|CURRENT|IDENTITY|MANIFEST-.*|OPTIONS-.*|.*\\.sst"))
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** Some of so many of one of some files, or all. */
    private long[] bits(long size, int files) {
        return HOW_MANY.equals("all")
                ? LongStream.range(0, size).toArray()
                : random.longs((Integer.parseInt(HOW_MANY) + files - 1) / files, 0, size)
                        .toArray();
    }

    private static void flip(Path file, long bit) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(bit / 8);
            int octet = open.read();
            open.seek(bit / 8);
            open.write(octet ^ 1 << bit % 8);
        }
    }
}
