package io.pushcore.disk;

import static io.pushcore.Durability.DISK;
import static io.pushcore.Durability.OS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loss of power leaves where a file became longer before all of it was written: zeros, and behind them what was. */
class LostSectorsTest {
    private static final int SECTOR = UnsyncedLog.SECTOR;
    private static final int BLOCK = 32 << 10;

    @TempDir
    Path temporary;

    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Settings settings;
    private final List<Message> synced = new ArrayList<>();
    private final List<Message> unsynced = new ArrayList<>();
    /** How long the log of writes was when all of it was synced. */
    private long sure;

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void whatWasNotSyncedEndsBeforeTheFirstOfThemAndTheDirectoryIsSound() throws IOException {
        writeAndCrash(4, 40, 300);
        Path log = log();
        byte[] whole = Files.readAllBytes(log);
        for (int sector = (int) sure / SECTOR + 1; sector * SECTOR < whole.length; sector++) {
            byte[] bytes = whole.clone();
            if (!UnsyncedLog.zeroSector(bytes, sector * SECTOR)) {
                continue;
            }
            Files.write(log, bytes);
            assertThat(Damage.found(settings)).as("sector " + sector).isEmpty();
            assertThat(Files.readAllBytes(log)).as("a check changes nothing").isEqualTo(bytes);
        }
        OpenedDisk disk = OpenedDisk.of(settings);
        assertBeginsWithTheSynced(disk);
        Message next = disk.append("quick", "next");
        assertThat(next.position().epoch())
                .isNotEqualTo(unsynced.get(0).position().epoch());
        disk.close();
    }

    @Test
    void whicheverOfThemAreLostAllThatWasSyncedIsThereAndNothingBehindAHole() throws IOException {
        writeAndCrash(6, 60, 700);
        Path log = log();
        byte[] whole = Files.readAllBytes(log);
        Path database = log.getParent();
        Path before = temporary.resolve("before");
        FileTree.copy(database, before);
        for (int round = 0; round < 30; round++) {
            FileTree.delete(database);
            FileTree.copy(before, database);
            byte[] bytes = Arrays.copyOf(whole, (int) sure + random.nextInt(whole.length - (int) sure));
            for (int at = (int) sure; at < bytes.length; at = at - at % SECTOR + SECTOR) {
                if (random.nextInt(6) == 0) {
                    UnsyncedLog.zeroSector(bytes, at);
                }
            }
            Files.write(log, bytes);
            try (OpenedDisk disk = OpenedDisk.of(settings)) {
                assertBeginsWithTheSynced(disk);
            }
            assertThat(Damage.found(settings)).as("-Dpushcore.seed=" + seed).isEmpty();
            Files.delete(settings.directory().resolve("clean"));
        }
    }

    @Test
    void aMessageOfManyBlocksThatIsNotWholeIsTheEnd() throws IOException {
        writeAndCrash(2, 1, 200_000);
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        zero(bytes, (int) sure + 100_000, (int) sure + 104_096);
        Files.write(log, bytes);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("safe")).isEqualTo(synced);
            assertThat(disk.kept("quick")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000100.log 000200.log", "999999.log 1000000.log"})
    void aLaterLogGoesWithTheEndOfTheOneBeforeIt(String names) throws IOException {
        writeAndCrash(4, 20, 300);
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        // the later half as a log of its own, as where a write buffer was full
        int half = beginBehind(bytes, (int) sure + (bytes.length - (int) sure) / 2);
        byte[] first = Arrays.copyOf(bytes, half);
        zero(first, (half - 600) / SECTOR * SECTOR, half);
        Files.delete(log);
        Files.write(log.resolveSibling(names.split(" ")[0]), first);
        Files.write(log.resolveSibling(names.split(" ")[1]), Arrays.copyOfRange(bytes, half, bytes.length));
        assertThat(Damage.found(settings)).isEmpty();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertBeginsWithTheSynced(disk);
            assertThat(disk.kept("quick")).hasSizeLessThan(unsynced.size() / 2);
        }
    }

    @Test
    void zerosInWhatWasSyncedAreDamage() throws IOException {
        writeAndCrash(20, 0, 300);
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        zero(bytes, 3 * SECTOR, 4 * SECTOR);
        Files.write(log, bytes);
        assertDamaged(log, "synced");
        assertThat(Damage.repaired(settings)).isNotEmpty();
    }

    private void assertDamaged(Path log, String told) {
        assertThatThrownBy(() -> OpenedDisk.of(settings).close())
                .as(told)
                .hasMessageContaining(log + " is damaged at byte ")
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.CORRUPT));
        assertThat(Damage.found(settings)).as(told).anyMatch(found -> found.startsWith(log + " is damaged at byte "));
    }

    @Test
    void zerosInWhatWasSyncedAreDamageThoughTheEndIsTornToo() throws IOException {
        writeAndCrash(20, 3, 300);
        Path log = log();
        byte[] whole = Files.readAllBytes(log);
        zero(whole, 3 * SECTOR, 4 * SECTOR);
        for (int cut = 1; cut < 400; cut += 37) {
            Files.write(log, Arrays.copyOf(whole, whole.length - cut));
            assertDamaged(log, "cut by " + cut);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8, 12, 18, 19, 20, 28, 29, 30})
    void whatWasSyncedBeforeABatchThatBeginsSoFarFromTheEndOfABlockIsKnown(int left) throws IOException {
        int wanted = BLOCK - left;
        int length = 30_000;
        // names of writers and epochs are not always as long
        for (int size = write(length); size != wanted; size = write(length)) {
            length += wanted - size;
        }
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        zero(bytes, 60 * SECTOR, 61 * SECTOR);
        Files.write(log, bytes);
        assertDamaged(log, "a batch behind it");
    }

    /** In a directory of its own; gives how long the log is after a message of so many bytes, behind which comes another. */
    private int write(int length) {
        settings = Settings.of(temporary.resolve("storage" + random.nextLong()));
        OpenedDisk disk = OpenedDisk.of(settings);
        disk.append("safe", text(length));
        int size = (int) log().toFile().length();
        disk.append("safe", text(300));
        disk.crash();
        return size;
    }

    @Test
    void whatAMessageHoldsIsNotTakenForMoreThanItIs() throws IOException {
        OpenedDisk disk = OpenedDisk.of(settings);
        synced.add(disk.append("safe", "synced", DISK));
        sure = log().toFile().length();
        // empty records, one behind the other
        byte[] empty = {5, 0x2b, 0x28, 0x43, 0, 0, 1};
        assertThat(isRecord(empty)).isTrue();
        byte[] hostile = text(70_000).getBytes(US_ASCII);
        for (int i = 2_000; i + empty.length <= hostile.length; i += empty.length) {
            System.arraycopy(empty, 0, hostile, i, empty.length);
        }
        OpenedDisk.join(disk.log.append(
                List.of(disk.entry("quick", Publication.of(Payload.of(hostile)), OpenedDisk.KEEP_ALL, OS))));
        disk.crash();
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        zero(bytes, ((int) sure / SECTOR + 1) * SECTOR, ((int) sure / SECTOR + 2) * SECTOR);
        Files.write(log, bytes);
        assertThat(Damage.found(settings)).isEmpty();
        try (OpenedDisk opened = OpenedDisk.of(settings)) {
            assertThat(opened.kept("safe")).isEqualTo(synced);
            assertThat(opened.kept("quick")).isEmpty();
        }
    }

    private boolean isRecord(byte[] bytes) throws IOException {
        Path file = Files.write(temporary.resolve("record"), bytes);
        return RecordFile.of(file).isWhole(0);
    }

    @Test
    void aFlippedBitInWhatWasNotSyncedIsDamage() throws IOException {
        writeAndCrash(4, 40, 300);
        Path log = log();
        Damage.flip(log, sure + 1_000);
        assertDamaged(log, "flipped");
    }

    @Test
    void aBackupOfSuchADirectoryOpensAsItself() throws IOException {
        writeAndCrash(4, 40, 300);
        Path log = log();
        byte[] bytes = Files.readAllBytes(log);
        zero(bytes, (int) sure + 2_000 - ((int) sure + 2_000) % SECTOR, (int) sure + 4_000);
        Files.write(log, bytes);
        Path copy = temporary.resolve("copy");
        DiskBackup.of(settings.directory()).to(copy);
        try (OpenedDisk disk = OpenedDisk.of(Settings.of(copy))) {
            assertBeginsWithTheSynced(disk);
        }
    }

    private void writeAndCrash(int safe, int quick, int length) {
        OpenedDisk disk = OpenedDisk.of(settings);
        for (int i = 0; i < safe; i++) {
            synced.add(disk.append("safe", text(300), DISK));
        }
        sure = log().toFile().length();
        for (int i = 0; i < quick; i++) {
            unsynced.add(disk.append("quick", text(length), OS));
        }
        disk.crash();
    }

    private void assertBeginsWithTheSynced(OpenedDisk disk) {
        String told = "-Dpushcore.seed=" + seed;
        assertThat(disk.kept("safe")).as(told).isEqualTo(synced);
        List<Message> kept = disk.kept("quick");
        assertThat(kept).as(told).hasSizeLessThan(unsynced.size()).isEqualTo(unsynced.subList(0, kept.size()));
    }

    private String text(int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Path log() {
        return Damage.files(settings, ".log").get(0);
    }

    private static void zero(byte[] bytes, int from, int to) {
        Arrays.fill(bytes, from, Math.min(to, bytes.length), (byte) 0);
    }

    /** Where the first record behind a place begins, in a log of less than a block. */
    private static int beginBehind(byte[] bytes, int place) {
        int at = 0;
        while (at <= place) {
            at += 7 + ((bytes[at + 4] & 0xff) | (bytes[at + 5] & 0xff) << 8);
        }
        return at;
    }
}
