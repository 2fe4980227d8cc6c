package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Message;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a storage, open or not. */
@Timeout(300)
class BackupTest {
    @TempDir
    Path temporary;

    private Settings settings;
    private Path copy;

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage")).writeBufferBytes(64 << 10);
        copy = temporary.resolve("copy");
    }

    @Test
    void aCopyMadeUnderLoadIsWholeUpToSomeMomentAndNamesNothingTwice() throws Exception {
        List<Message> written = new ArrayList<>();
        OpenedDisk disk = OpenedDisk.of(settings);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> load = new CompletableFuture<>();
        Thread publisher = new Thread(
                () -> {
                    try {
                        while (!enough.get()) {
                            written.add(disk.append("news", "message " + written.size() + "x".repeat(200)));
                            if (written.size() == 200) {
                                first.complete(null);
                            }
                        }
                        load.complete(null);
                    } catch (RuntimeException | Error failure) {
                        first.completeExceptionally(failure);
                        load.completeExceptionally(failure);
                    }
                },
                "publisher");
        publisher.start();
        first.join();
        OpenedDisk.join(disk.storage.backup(copy));
        enough.set(true);
        load.join();
        disk.append("news", "after the backup");
        assertThat(DiskCheck.of(copy).run(finding -> {}).isSound()).isTrue();

        try (OpenedDisk other = OpenedDisk.of(Settings.of(copy))) {
            List<Message> kept = other.kept("news");
            assertThat(kept).hasSizeGreaterThanOrEqualTo(200).isEqualTo(written.subList(0, kept.size()));
            Message next = other.append("news", "in the copy");
            assertThat(next.offset()).isEqualTo(kept.size() + 1L);
            assertThat(next.position().epoch())
                    .isNotEqualTo(written.get(0).position().epoch());
            Message last = kept.get(kept.size() - 1);
            assertThat(other.read("news", last.position())).isInstanceOf(ReadResult.Found.class);
            // of the original only
            assertThat(other.read("news", last.position().plus(1))).isInstanceOf(ReadResult.Gone.class);
        }
        assertThat(disk.texts("news")).hasSize(written.size() + 1).endsWith("after the backup");
        disk.close();
        assertThat(DiskCheck.of(settings.directory()).run(finding -> {}).isSound())
                .isTrue();
        try (OpenedDisk again = OpenedDisk.of(settings)) {
            assertThat(again.storage.lastEnd()).isEqualTo(LastEnd.CLEAN);
            assertThat(again.append("news", "next").position().epoch())
                    .isEqualTo(written.get(0).position().epoch());
        }
    }

    @Test
    void whatIsThereIsNotWrittenOver() throws IOException {
        Files.createDirectory(copy);
        Files.writeString(copy.resolve("mine"), "mine");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
            assertRefused(disk, copy, "is there already");
            assertRefused(disk, settings.directory().resolve("inside"), "is within the directory");
            assertRefused(disk, temporary.resolve("none").resolve("copy"), "there is no directory");
            assertThat(copy.toFile().list()).containsExactly("mine");
            OpenedDisk.join(disk.storage.backup(Files.createDirectory(temporary.resolve("empty"))));
            assertThat(disk.texts("news")).containsExactly("1");
        }
        assertThat(settings.directory().toFile().list()).containsExactlyInAnyOrder("clean", "db", "format", "lock");
    }

    @Test
    void aClosedOneIsCopiedWithoutBeingOpened() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message first = disk.append("news", "1");
        assertThatThrownBy(() -> DiskBackup.of(settings.directory()).to(copy))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is open already, by process");
        disk.close();
        DiskBackup.of(settings.directory()).to(copy);
        try (OpenedDisk other = OpenedDisk.of(Settings.of(copy))) {
            assertThat(other.kept("news")).containsExactly(first);
            assertThat(other.append("news", "2").position().epoch())
                    .isNotEqualTo(first.position().epoch());
        }
        disk = OpenedDisk.of(settings);
        assertThat(disk.append("news", "2").position())
                .isEqualTo(first.position().plus(1));
        disk.crash();
        Path second = temporary.resolve("second");
        DiskBackup.of(settings.directory()).to(second);
        try (OpenedDisk other = OpenedDisk.of(Settings.of(second))) {
            assertThat(other.texts("news")).containsExactly("1", "2");
        }
    }

    @Test
    void anotherDiskGetsCopiesOfTheFiles() throws IOException {
        Path memory = Path.of("/dev/shm");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(temporary)),
                "there is no other disk here");
        Path target = Files.createTempDirectory(memory, "pushcore");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            disk.append("news", "1");
            OpenedDisk.join(disk.storage.backup(target));
            try (OpenedDisk other = OpenedDisk.of(Settings.of(target))) {
                assertThat(other.texts("news")).containsExactly("1");
            }
        } finally {
            FileTree.delete(target);
        }
    }

    private static void assertRefused(OpenedDisk disk, Path to, String because) {
        assertThatThrownBy(() -> OpenedDisk.join(disk.storage.backup(to))).hasMessageContaining(because);
    }
}
