package io.pushcore.disk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The type of a record is another than was written: RocksDB would read some of them for ever. */
@Timeout(value = 60, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnaresTest {
    private static final int TYPE = 6;

    @TempDir
    Path temporary;

    private Settings settings;
    private List<Message> before;

    @BeforeEach
    void writeAndCrash() {
        settings = Settings.of(temporary.resolve("storage"));
        OpenedDisk disk = OpenedDisk.of(settings);
        before = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            before.add(disk.append("news", "message " + i));
        }
        disk.crash();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 6, 7, 8, 9, 11, 12, 130, 255})
    void ofTheLastRecordOfALogIsRefusedFoundAndRepaired(int type) throws IOException {
        Path log = log();
        List<Integer> records = records(log);
        int last = records.get(records.size() - 1);
        change(log, last, type);
        assertRefusedFoundAndRepaired(log, last, before.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 6, 7, 8, 9, 11, 12, 130, 255})
    void ofARecordInTheMiddleOfALogIsRefusedFoundAndRepaired(int type) throws IOException {
        Path log = log();
        List<Integer> records = records(log);
        int middle = records.get(records.size() - 4);
        change(log, middle, type);
        assertRefusedFoundAndRepaired(log, middle, before.size() - 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 6, 7, 8, 9, 11, 12, 130, 255})
    void ofTheFirstRecordOfALogIsRefusedFoundAndRepaired(int type) throws IOException {
        Path log = log();
        change(log, 0, type);
        assertRefusedFoundAndRepaired(log, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8, 11})
    void ofARecordThatWasCutShortIsRefusedFoundAndRepaired(int type) throws IOException {
        Path log = log();
        List<Integer> records = records(log);
        int last = records.get(records.size() - 1);
        change(log, last, type);
        Files.write(log, Arrays.copyOf(Files.readAllBytes(log), last + TYPE + 3));
        assertRefusedFoundAndRepaired(log, last, before.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 6, 7, 8, 9, 11, 12, 130, 255})
    void ofAnyRecordOfTheListOfFilesIsRefusedAndFound(int type) throws IOException {
        Path list = Damage.files(settings, name -> name.startsWith("MANIFEST-")).get(0);
        String name = list.getFileName().toString();
        byte[] whole = Files.readAllBytes(list);
        for (int at : records(list)) {
            change(list, at, type);
            assertRefused(list);
            assertThat(Damage.found(settings)).anyMatch(found -> found.contains(name));
            assertThatThrownBy(() -> DiskRepair.of(settings.directory()).run(dropped -> {}))
                    .hasMessageContaining("nothing can be saved");
            Files.write(list, whole);
        }
        assertKept(before.size());
    }

    private void assertRefusedFoundAndRepaired(Path log, int at, int kept) {
        assertRefused(log);
        assertThat(Damage.found(settings)).anyMatch(found -> found.startsWith(log + " is damaged at byte " + at + " "));
        assertThat(Damage.repaired(settings)).isNotEmpty();
        assertKept(kept);
    }

    private void assertRefused(Path file) {
        assertThatThrownBy(() -> OpenedDisk.of(settings).close())
                .hasMessageContaining(file.getFileName().toString())
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.CORRUPT));
    }

    private void assertKept(int count) {
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            assertThat(disk.kept("news")).isEqualTo(before.subList(0, count));
        }
    }

    private Path log() {
        return Damage.files(settings, ".log").get(0);
    }

    private static void change(Path file, int at, int type) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at + TYPE] = (byte) type;
        Files.write(file, bytes);
    }

    /** Where the records of a file stand that is shorter than a block. */
    private static List<Integer> records(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> records = new ArrayList<>();
        for (int at = 0; at < bytes.limit(); at += 7 + bytes.getShort(at + 4)) {
            records.add(at);
        }
        return records;
    }
}
