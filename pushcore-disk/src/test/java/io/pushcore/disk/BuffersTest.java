package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the buffers of the contract tests and of the simulations are so small that RocksDB flushes and compacts under them, by its own count. */
class BuffersTest {
    private static final int MOST = 20_000;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(ints = {4, 40, 64})
    void whatIsWrittenIsFlushedAndCompactedInTheMidst(int kibibytes) {
        Settings settings = Settings.of(temporary.resolve("storage"))
                .writeBufferBytes(kibibytes << 10)
                .cacheBytes(64 << 10)
                .rows(2);
        OpenedDisk disk = OpenedDisk.of(settings);
        List<String> sent = new ArrayList<>();
        while (sent.size() < MOST && (flushes(disk) < 5 || compactions(disk) < 1)) {
            sent.add("message " + sent.size());
            disk.append("news", sent.get(sent.size() - 1));
        }
        System.out.printf(
                "%d KiB: %d flushes, %d compactions of %d messages%n",
                kibibytes, flushes(disk), compactions(disk), sent.size());
        assertThat(flushes(disk)).as("flushes").isGreaterThanOrEqualTo(5);
        assertThat(compactions(disk)).as("compactions").isGreaterThanOrEqualTo(1);
        assertThat(disk.texts("news")).isEqualTo(sent);
        disk.crash();
        try (OpenedDisk again = OpenedDisk.of(settings)) {
            assertThat(again.texts("news")).isEqualTo(sent);
        }
    }

    /** What was written to the first level came from memory. Rows of channels are written again and again, and so merged. */
    private static int flushes(OpenedDisk disk) {
        return count(disk, "compaction.L0.CompCount");
    }

    private static int compactions(OpenedDisk disk) {
        return count(disk, "compaction.Sum.CompCount") - flushes(disk);
    }

    private static int count(OpenedDisk disk, String what) {
        return (int) Double.parseDouble(disk.storage.counted(Family.CHANNELS).getOrDefault(what, "0"));
    }
}
