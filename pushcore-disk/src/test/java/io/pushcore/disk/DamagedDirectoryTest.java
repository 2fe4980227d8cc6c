package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a storage does about a directory that is not as it was left. */
class DamagedDirectoryTest {
    private static final int ROUNDS = Integer.getInteger("pushcore.rounds", 100);

    @TempDir
    Path temporary;

    @Test
    void aSecondOneIsRefusedAndToldWhoHasIt() {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk first = OpenedDisk.of(settings)) {
            first.append("news", "1");
            assertThatThrownBy(() -> OpenedDisk.of(settings))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Fault.FENCED))
                    .hasMessageContaining("storage is open already, by process "
                            + ProcessHandle.current().pid());
            first.append("news", "2");
        }
        try (OpenedDisk next = OpenedDisk.of(settings)) {
            assertThat(next.texts("news")).containsExactly("1", "2");
        }
    }

    @Test
    void anotherFormatIsRefused() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        OpenedDisk.of(settings).close();
        Files.writeString(settings.directory().resolve("format"), "pushcore-disk 2\n");
        assertRefused(settings, "'pushcore-disk 2'");
    }

    @Test
    void aFormatThatIsNearlyTheOneIsRefused() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
        }
        Files.writeString(settings.directory().resolve("format"), "pushcore-disk 1\u000b");
        assertThatThrownBy(() -> OpenedDisk.of(settings)).hasMessageContaining("has the format");
    }

    @Test
    void aDirectoryOfSomethingElseIsRefused() throws IOException {
        Settings settings = Settings.of(temporary.resolve("holidays"));
        Files.createDirectories(settings.directory());
        Files.writeString(settings.directory().resolve("beach.jpg"), "sun");
        assertRefused(settings, "beach.jpg");
        assertThat(settings.directory().resolve("beach.jpg")).hasContent("sun");
    }

    @Test
    void aLogThatWasCutShortGivesWhatIsLeftAndNamesNothingTwice() throws IOException {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        long lostAll = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String told = "round " + round + " with -Dpushcore.seed=" + seed;
            Settings settings = Settings.of(temporary.resolve("cut" + round))
                    .writeBufferBytes(random.nextBoolean() ? 4 << 10 : 64 << 10);
            List<Message> before = write(settings, 1 + random.nextInt(60));
            damage(settings, log -> cut(log, random));
            try (OpenedDisk disk = OpenedDisk.of(settings)) {
                List<Message> left = disk.kept("news");
                assertThat(left).as(told).isEqualTo(before.subList(0, left.size()));
                if (!left.isEmpty()) {
                    assertThat(disk.read("news", before.get(left.size() - 1).position()))
                            .as(told)
                            .isInstanceOf(ReadResult.Found.class);
                }
                for (Message lost : before.subList(left.size(), before.size())) {
                    assertThat(disk.read("news", lost.position())).as(told).isInstanceOf(ReadResult.Gone.class);
                }
                Message next = disk.append("news", "next");
                assertThat(before).as(told).extracting(Message::position).doesNotContain(next.position());
                for (Message lost : before.subList(left.size(), before.size())) {
                    assertThat(disk.read("news", lost.position())).as(told).isInstanceOf(ReadResult.Gone.class);
                }
                lostAll += before.size() - left.size();
            }
            FileTree.delete(settings.directory());
        }
        System.out.printf("%,d logs cut short, %,d messages with them; seed %d%n", ROUNDS, lostAll, seed);
    }

    @Test
    void aFlipInTheMiddleOfTheLogIsRefusedWithItsPlace() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String told = "round " + round + " with -Dpushcore.seed=" + seed;
            Settings settings = Settings.of(temporary.resolve("flip" + round));
            List<Message> before = write(settings, 20);
            long[] bit = new long[1];
            damage(settings, log -> bit[0] = flip(log, random));
            assertThatThrownBy(() -> OpenedDisk.of(settings).close())
                    .as(told + ", bit " + bit[0])
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            refused -> assertThat(refused.fault()).isEqualTo(Fault.CORRUPT))
                    .hasMessageContaining(".log is damaged at byte");
            damage(settings, log -> flip(log, bit[0]));
            try (OpenedDisk disk = OpenedDisk.of(settings)) {
                assertThat(disk.kept("news")).as(told).isEqualTo(before);
            }
        }
    }

    @Test
    void aDamagedLengthIsNotTakenForTheEndOfTheLog() {
        Settings settings = Settings.of(temporary.resolve("storage"));
        List<Message> before = write(settings, 20);
        long topOfLength = 5 * 8 + 7; // of the first record, which then seems to reach beyond the end of the file
        damage(settings, log -> flip(log, topOfLength));
        assertRefused(settings, ".log is damaged at byte 0 of ");
        damage(settings, log -> flip(log, topOfLength));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEqualTo(before);
        }
    }

    @Test
    void aFlipInAFileOfACleanStorageIsRefusedWithItsName() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
        }
        Random random = new Random(7);
        try (Stream<Path> files = Files.list(settings.directory().resolve("db"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("CURRENT|IDENTITY|MANIFEST-.*|OPTIONS-.*")) {
                    long bit = (long) (random.nextDouble() * Files.size(file) * 8);
                    flip(file, bit);
                    assertRefused(settings, name);
                    flip(file, bit);
                }
            }
        }
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.texts("news")).containsExactly("1");
        }
    }

    @Test
    void theNoteOfACleanCloseIsUsedOnce() throws IOException {
        Settings settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
        }
        String note = Files.readString(settings.directory().resolve("clean"));
        OpenedDisk crashing = OpenedDisk.of(settings);
        Message second = crashing.append("news", "2");
        assertThat(settings.directory().resolve("clean")).doesNotExist();
        crashing.crash();
        Files.writeString(settings.directory().resolve("clean"), note);
        assertRefused(settings, "is not what it was");
        Files.delete(settings.directory().resolve("clean"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).endsWith(second);
        }
    }

    private static List<Message> write(Settings settings, int count) {
        OpenedDisk disk = OpenedDisk.of(settings);
        List<Message> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            written.add(disk.append("news", "message " + i));
        }
        disk.crash();
        return written;
    }

    private static void assertRefused(Settings settings, String because) {
        assertThatThrownBy(() -> OpenedDisk.of(settings).close())
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.CORRUPT))
                .hasMessageContaining(because);
    }

    /** Does something to the last log that is not empty. */
    private static void damage(Settings settings, Consumer<Path> damage) {
        try (Stream<Path> files = Files.list(settings.directory().resolve("db"))) {
            List<Path> logs = files.filter(file ->
                            file.toString().endsWith(".log") && file.toFile().length() > 0)
                    .sorted()
                    .toList();
            assertThat(logs).isNotEmpty();
            damage.accept(logs.get(logs.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cut(Path file, Random random) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(random.nextInt((int) channel.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flips a bit in the first three quarters, and gives which. */
    private static long flip(Path file, Random random) {
        long bit = random.nextInt((int) (file.toFile().length() * 6));
        flip(file, bit);
        return bit;
    }

    private static void flip(Path file, long bit) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
