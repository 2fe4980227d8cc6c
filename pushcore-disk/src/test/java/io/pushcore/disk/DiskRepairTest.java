package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What a repair saves, what it says that it drops, and that nothing is named twice afterwards. */
class DiskRepairTest {
    @TempDir
    Path temporary;

    private Settings settings;
    private final List<String> dropped = new ArrayList<>();

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void whatIsSoundIsLeftAsItIs() {
        Message first;
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            first = disk.append("news", "1");
        }
        assertThat(repair().findings()).isZero();
        assertThat(dropped).isEmpty();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.append("news", "2").position())
                    .isEqualTo(first.position().plus(1));
        }
    }

    @Test
    void ofADamagedLogTheBeginningIsKept() throws IOException {
        OpenedDisk disk = OpenedDisk.of(settings);
        List<Message> before = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            before.add(disk.append("news", "message " + i));
        }
        disk.crash();
        Path log = Damage.files(settings, ".log").get(0);
        byte[] whole = Files.readAllBytes(log);
        Damage.flip(log, whole.length / 2);
        byte[] damaged = Files.readAllBytes(log);
        assertThatThrownBy(() -> OpenedDisk.of(settings)).hasMessageContaining("is damaged at byte");

        Repaired plan = DiskRepair.of(settings.directory()).plan(dropped::add);
        assertThat(plan.findings()).isPositive();
        assertThat(dropped)
                .singleElement()
                .satisfies(
                        one -> assertThat(one).contains(log.getFileName().toString(), "what was written behind byte "));
        assertThat(log).hasBinaryContent(damaged);

        Repaired repaired = repair();
        assertThat(Path.of(repaired.aside()).resolve("db").resolve(log.getFileName()))
                .hasBinaryContent(damaged);
        assertGoesOn("news", before, 10);
    }

    @Test
    void ofAnUnreadableBlockTheMessagesInItAndThoseBeforeThemAreLost() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Message> quiet = new ArrayList<>();
        List<Message> news = new ArrayList<>();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            for (int i = 0; i < 400; i++) {
                news.add(disk.append("news", noise(random, 300), OpenedDisk.KEEP_ALL));
                if (i % 100 == 0) {
                    quiet.add(disk.append("quiet", "message " + i));
                }
            }
        }
        Path file = Damage.files(settings, ".sst").get(0);
        Damage.flip(file, file.toFile().length() / 2);

        Repaired plan = DiskRepair.of(settings.directory()).plan(dropped::add);
        assertThat(dropped)
                .as("-Dpushcore.seed=" + seed)
                .singleElement()
                .satisfies(one ->
                        assertThat(one).startsWith("channel news: messages ").endsWith("since a log has no holes"));
        String said = dropped.get(0);
        Repaired repaired = repair();
        assertThat(dropped).containsExactly(said);
        assertThat(repaired.messages()).isEqualTo(plan.messages());
        assertThat(Path.of(repaired.aside()).resolve("db").resolve(file.getFileName()))
                .exists();

        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            List<Message> kept = disk.kept("news");
            assertThat(kept).isEqualTo(news.subList(news.size() - kept.size(), news.size()));
            assertThat(kept.size()).isBetween(100, 399);
            assertThat(repaired.messages()).isEqualTo(kept.size() + (long) quiet.size());
            assertThat(disk.read("news", news.get(0).position())).isInstanceOf(ReadResult.Gone.class);
            assertThat(disk.kept("quiet")).isEqualTo(quiet);
        }
        assertGoesOn("news", news, 0);
    }

    @Test
    void whereTheNewestAreLostTheOlderAreKeptAndNoOffsetIsUsedTwice() throws RocksDBException {
        List<Message> before = write(30);
        rewrite(written -> written.put(Family.MESSAGES, Keys.pair(1, 30), new byte[3]));
        repair();
        assertThat(dropped).containsExactly("channel news: messages 30 to 30");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEqualTo(before.subList(0, 29));
            assertThat(disk.read("news", before.get(28).position())).isInstanceOf(ReadResult.Found.class);
        }
        assertGoesOn("news", before, 29);
    }

    @Test
    void anEpochOfWhichTheEndIsLostEndsBeforeIt() throws RocksDBException {
        OpenedDisk first = OpenedDisk.of(settings);
        List<Message> before = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            before.add(first.append("news", "first " + i));
        }
        first.crash();
        before.addAll(write(10));
        rewrite(written -> {
            for (int offset = 6; offset <= 20; offset++) {
                written.put(Family.MESSAGES, Keys.pair(1, offset), new byte[3]);
            }
        });
        repair();
        assertThat(dropped).containsExactly("channel news: messages 6 to 20");
        assertGoesOn("news", before, 5);
    }

    @Test
    void whatFollowsFromRowsAndMessagesIsMadeAnew() throws RocksDBException {
        List<Message> before = write(5);
        rewrite(written -> {
            written.deleteRange(Family.CHANGES, Keys.number(0), Keys.number(100));
            written.put(Family.CHANGES, Keys.number(50), Keys.name("nobody"));
            written.put(Family.DUES, Keys.numbered(1, Keys.name("news")), new byte[0]);
            written.put(Family.MESSAGES, Keys.pair(99, 1), new byte[30]);
        });
        repair();
        assertThat(dropped).containsExactly("messages of no channel, with the id 99");
        assertGoesOn("news", before, 5);
    }

    @Test
    void aChannelWhoseRowIsLostIsNamedAndBeginsAnew() throws RocksDBException {
        List<Message> before = write(5);
        rewrite(written -> written.put(Family.CHANNELS, Keys.name("news"), new byte[] {9}));
        repair();
        assertThat(dropped).contains("channel news: all of it, since its row cannot be read");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEmpty();
        }
        assertGoesOn("news", before, 0);
    }

    @Test
    void aMissingFileTakesWhatWasInIt() throws IOException {
        List<Message> before = write(5);
        for (Path file : Damage.files(settings, ".sst")) {
            Files.delete(file);
        }
        repair();
        assertThat(dropped).isNotEmpty();
        assertGoesOn("news", before, 0);
    }

    @Test
    void aDamagedNameOfTheListOfFilesCostsNothing() {
        List<Message> before = write(5);
        Damage.flip(Damage.files(settings, "CURRENT").get(0), 3);
        repair();
        assertThat(dropped).isEmpty();
        assertGoesOn("news", before, 5);
    }

    @Test
    void whereNothingCanBeSavedItSaysSoAndLeavesTheFiles() {
        write(5);
        Path list = Damage.files(settings, name -> name.startsWith("MANIFEST-")).get(0);
        Damage.flip(list, 10);
        assertThatThrownBy(this::repair).hasMessageContaining("nothing can be saved of");
        assertThat(settings.directory().toFile().list()).containsExactlyInAnyOrder("clean", "db", "format", "lock");
        Damage.flip(list, 10);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.texts("news")).hasSize(5);
        }
    }

    @Test
    void aCopyThatSomebodyElseMadeGetsEpochsOfItsOwn() throws IOException {
        List<Message> before = write(5);
        DiskRepair.of(settings.directory()).newEpochs();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEqualTo(before);
            assertThat(disk.append("news", "6").position().epoch())
                    .isNotEqualTo(before.get(0).position().epoch());
        }
    }

    private List<Message> write(int count) {
        List<Message> written = new ArrayList<>();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            for (int i = 0; i < count; i++) {
                written.add(disk.append("news", "message " + i));
            }
        }
        return written;
    }

    private interface Change {
        void run(Rebuild.Target written);
    }

    private void rewrite(Change change) throws RocksDBException {
        DiskRepair.of(settings.directory()).newEpochs();
        try (RebuiltFiles written = RebuiltFiles.cut(settings.directory().resolve("db"))) {
            change.run(written);
            written.flush();
        }
    }

    private Repaired repair() {
        dropped.clear();
        return DiskRepair.of(settings.directory()).run(dropped::add);
    }

    /** A check passes, the broker opens it, and positions that were given out name what they named or are gone. */
    private void assertGoesOn(String channel, List<Message> before, int atLeast) {
        List<Finding> findings = new ArrayList<>();
        DiskCheck.of(settings.directory()).run(findings::add);
        assertThat(findings).isEmpty();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept(channel).size()).isGreaterThanOrEqualTo(atLeast);
            for (int i = 0; i < 3; i++) {
                Message next = disk.append(channel, "next");
                assertThat(before).extracting(Message::position).doesNotContain(next.position());
            }
            List<Message> kept = disk.kept(channel);
            for (Message old : before) {
                if (disk.read(channel, old.position()) instanceof ReadResult.Found found) {
                    assertThat(found.messages())
                            .as("after " + old.position())
                            .isEqualTo(kept.stream()
                                    .filter(message -> message.offset() > old.offset())
                                    .toList());
                    assertThat(kept.stream().filter(message -> message.offset() == old.offset()))
                            .allMatch(message -> message.equals(old));
                }
            }
        }
    }

    private static Publication noise(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Publication.of(Payload.of(bytes));
    }
}
