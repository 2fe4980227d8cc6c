package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ManualTime;
import io.pushcore.Publication;
import io.pushcore.storage.Retention;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** That a check finds what is wrong, says where, and finds nothing in what a broker leaves. */
class DiskCheckTest {
    @TempDir
    Path temporary;

    private Settings settings;
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void whatABrokerLeavesIsSoundHoweverItEnded() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        ManualTime time = ManualTime.create();
        Settings small = settings.writeBufferBytes(16 << 10);
        for (int life = 0; life < 12; life++) {
            OpenedDisk disk = OpenedDisk.of(small, time);
            use(disk, time, random);
            new InboxUse(disk, random).run(150);
            if (random.nextBoolean()) {
                disk.close();
            } else {
                disk.crash();
            }
            Checked checked = check();
            assertThat(findings)
                    .as("life " + life + " with -Dpushcore.seed=" + seed)
                    .isEmpty();
            assertThat(checked.isSound()).isTrue();
            assertThat(checked.channels()).isPositive();
        }
    }

    @Test
    void itCountsAndChangesNothing() throws IOException {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "12345");
            disk.append("news", "123");
            disk.append("other", "1");
        }
        List<String> before = listed();
        List<Checked> told = new ArrayList<>();
        Checked checked = DiskCheck.of(settings.directory()).progress(told::add).run(findings::add);
        assertThat(findings).isEmpty();
        assertThat(checked.channels()).isEqualTo(2);
        assertThat(checked.messages()).isEqualTo(3);
        assertThat(checked.messageBytes()).isEqualTo(9);
        assertThat(checked.files()).isPositive();
        assertThat(told).isNotEmpty();
        assertThat(listed()).isEqualTo(before);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.texts("news")).containsExactly("12345", "123");
            assertThat(disk.storage.lastEnd()).isEqualTo(LastEnd.CLEAN);
        }
    }

    @Test
    void itIsRefusedWhileABrokerHasTheDirectory() {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
            assertThatThrownBy(this::check)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is open already, by process");
        }
    }

    @Test
    void whatIsNoStorageIsNotMadeOne() throws IOException {
        Path holidays = Files.createDirectory(temporary.resolve("holidays"));
        assertThatThrownBy(() -> DiskCheck.of(holidays).run(findings::add)).hasMessageContaining("is not a storage");
        assertThatThrownBy(() -> DiskCheck.of(temporary.resolve("none")).run(findings::add))
                .hasMessageContaining("is not a storage");
        assertThat(holidays).isEmptyDirectory();
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void aFlipInASortedFileIsFoundWithItsName() {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "x".repeat(50_000));
        }
        Path file = Damage.files(settings, ".sst").get(0);
        Damage.flip(file, 20);
        check();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.FILE);
            assertThat(finding.sentence()).contains(file.getFileName().toString());
        });
    }

    @Test
    void aSortedFileThatIsMissingOrCutIsFoundWithItsName() throws IOException {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
        }
        Path file = Damage.files(settings, ".sst").get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, new byte[10]);
        check();
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding.sentence())
                        .contains(file.getFileName().toString()));
        Files.delete(file);
        findings.clear();
        check();
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding.sentence())
                        .contains(file.getFileName().toString()));
        Files.write(file, bytes);
        findings.clear();
        assertThat(check().isSound()).isTrue();
    }

    @Test
    void aFlipInALogIsFoundWithItsByte() {
        OpenedDisk disk = OpenedDisk.of(settings);
        for (int i = 0; i < 20; i++) {
            disk.append("news", "message " + i);
        }
        disk.crash();
        Damage.flip(Damage.files(settings, ".log").get(0), 100);
        check();
        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.LOG);
            assertThat(finding.sentence()).contains(".log is damaged at byte ");
        });
    }

    @Test
    void aNoteOrListThatWasChangedIsFound() {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
        }
        Path clean = settings.directory().resolve("clean");
        Damage.flip(clean, 30);
        check();
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).contains("clean"));
        Damage.flip(clean, 30);
        findings.clear();
        Damage.flip(Damage.files(settings, "CURRENT").get(0), 3);
        check();
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding.sentence()).contains("CURRENT"));
    }

    @Test
    void recordsThatDoNotGoTogetherAreFoundWithChannelAndOffset() throws RocksDBException {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            for (int i = 1; i <= 5; i++) {
                disk.append("news", "message " + i);
            }
            disk.append("other", "1");
        }
        // id 1 is that of the first channel
        assertBroken(
                "channel news has message 6, and its row ends at 5",
                (written, files) -> written.put(Family.MESSAGES, Keys.pair(1, 6), message(files, 5)));
        assertBroken(
                "channel news has message 3 at ",
                (written, files) -> written.put(Family.MESSAGES, Keys.pair(1, 3), message(files, 2)));
        assertBroken(
                "channel news has message 4, which cannot be read",
                (written, files) -> written.put(Family.MESSAGES, Keys.pair(1, 4), new byte[3]));
        assertBroken(
                "the family MESSAGES has records of id 77, which no channel has",
                (written, files) -> written.put(Family.MESSAGES, Keys.pair(77, 1), message(files, 1)));
        assertBroken(
                "channel news is not found by its latest change, 1",
                (written, files) -> written.deleteRange(Family.CHANGES, Keys.number(1), Keys.number(2)));
        assertBroken(
                "change 9 is not the latest of channel other",
                (written, files) -> written.put(Family.CHANGES, Keys.number(9), Keys.name("other")));
        assertBroken(
                "channel other is not to be swept at ",
                (written, files) -> written.put(Family.DUES, Keys.numbered(9, Keys.name("other")), new byte[0]));
        assertBroken(
                "the row of channel other cannot be read",
                (written, files) -> written.put(Family.CHANNELS, Keys.name("other"), new byte[] {9}));
        assertBroken(
                "the epochs of the storage cannot be read",
                (written, files) -> written.put(
                        Family.META, "generations".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {9}));
    }

    private interface Breaking {
        void run(Rebuild.Target written, ReadOnlyFiles files);
    }

    /** Breaks a copy. */
    private void assertBroken(String sentence, Breaking breaking) throws RocksDBException {
        Path copy = temporary.resolve("copy" + System.nanoTime());
        DiskBackup.of(settings.directory()).to(copy);
        try (RebuiltFiles written = RebuiltFiles.cut(copy.resolve("db"))) {
            try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
                breaking.run(written, files);
            }
            written.flush();
        }
        List<String> told = new ArrayList<>();
        DiskCheck.of(copy).run(finding -> told.add(finding.sentence()));
        assertThat(told).as(sentence).anySatisfy(one -> assertThat(one).contains(sentence));
    }

    private static byte[] message(ReadOnlyFiles files, long offset) {
        byte[] bytes = files.get(Family.MESSAGES, Keys.pair(1, offset));
        assertThat(bytes).isNotNull();
        return bytes;
    }

    private Checked check() {
        return DiskCheck.of(settings.directory()).run(findings::add);
    }

    private List<String> listed() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path directory : List.of(settings.directory(), settings.directory().resolve("db"))) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(Files::isRegularFile)
                        .map(file -> file + " " + file.toFile().length() + " "
                                + file.toFile().lastModified())
                        .filter(line -> !line.contains("/lock "))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** A bit of everything. */
    private static void use(OpenedDisk disk, ManualTime time, Random random) {
        Retention few = new Retention(3, 1_000, Duration.ofMinutes(2), Duration.ofMinutes(1), 5);
        Retention none = new Retention(0, 1_000, Duration.ZERO, Duration.ZERO, 0);
        for (int i = 0; i < 150; i++) {
            String channel = "channel" + random.nextInt(8);
            switch (random.nextInt(12)) {
                case 0 -> OpenedDisk.join(disk.log.trim(channel, random.nextInt(20)));
                case 1 -> OpenedDisk.join(disk.log.delete(channel));
                case 2 -> time.advance(Duration.ofSeconds(random.nextInt(60)));
                case 3 -> disk.append(channel, Publication.of("few"), few);
                case 4 -> disk.append(channel, Publication.of("none"), random.nextInt(5) == 0 ? none : few);
                case 5, 6 ->
                    disk.append(
                            channel,
                            Publication.of("short").ttl(Duration.ofSeconds(1 + random.nextInt(30))),
                            OpenedDisk.KEEP_ALL);
                case 7, 8 ->
                    disk.append(
                            channel,
                            Publication.of("keyed").idempotencyKey("key" + random.nextLong()),
                            OpenedDisk.KEEP_ALL);
                default -> disk.append(channel, "text " + "x".repeat(random.nextInt(500)));
            }
        }
    }
}
