package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.Retention;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what is not kept any more gives its space back to the disk. */
class FreedSpaceTest {
    private static final int MESSAGE_BYTES = 32 << 10;
    private static final int COUNT = 1_024;
    private static final long MOST_LEFT = 8L << 20;

    @TempDir
    Path temporary;

    private final ManualTime time = ManualTime.create();
    private final Random random = new Random(1);

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatHasAgedIsFreedThoughTheChannelIsIdle() {
        Retention minute = new Retention(1_000_000, Long.MAX_VALUE, Duration.ofMinutes(1), Duration.ZERO, 0);
        isFreed(message(), minute, disk -> {});
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatHasExpiredIsFreedThoughTheChannelIsIdle() {
        isFreed(message().ttl(Duration.ofMinutes(1)), OpenedDisk.KEEP_ALL, disk -> {});
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatIsDeletedIsFreed() {
        isFreed(message(), OpenedDisk.KEEP_ALL, disk -> OpenedDisk.join(disk.log.delete("big")));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatALaterRetentionDoesNotKeepIsFreed() {
        Retention one = new Retention(1, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO, 0);
        isFreed(message(), OpenedDisk.KEEP_ALL, disk -> disk.append("big", Publication.of("last"), one));
    }

    private void isFreed(Publication publication, Retention retention, Consumer<OpenedDisk> then) {
        Settings settings = Settings.of(temporary.resolve("storage")).writeBufferBytes(1 << 20);
        try (OpenedDisk disk = OpenedDisk.of(settings, time)) {
            disk.append("small", "kept");
            for (int i = 0; i < COUNT; i++) {
                disk.append("big", i == 0 ? publication : message().ttl(publication.ttl()), retention);
            }
            assertThat(size(settings)).isGreaterThan((long) COUNT * MESSAGE_BYTES * 3 / 4);
            then.accept(disk);
            while (size(settings) > MOST_LEFT) {
                time.advance(Duration.ofSeconds(30));
                disk.head("big"); // lets the sweep come about
            }
            assertThat(disk.texts("small")).containsExactly("kept");
        }
    }

    /** Of bytes that cannot be made fewer. */
    private Publication message() {
        byte[] bytes = new byte[MESSAGE_BYTES];
        random.nextBytes(bytes);
        return Publication.of(Payload.of(bytes));
    }

    private static long size(Settings settings) {
        File[] files = settings.directory().resolve("db").toFile().listFiles();
        return files == null
                ? 0
                : Arrays.stream(files).mapToLong(File::length).sum(); // of one that is gone meanwhile it is 0
    }
}
