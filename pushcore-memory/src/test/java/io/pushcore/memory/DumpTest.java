package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpTest {
    @TempDir
    Path directory;

    private final ManualTime time = ManualTime.create();

    @Test
    void aDumpIsUsedOnce() throws IOException {
        Path file = directory.resolve("not/yet/there/memory.dump");
        Opened first = Opened.of(MemoryStorage.dumpingTo(file), time);
        Message message = first.append("news", Publication.of("hello"));
        assertThat(file).doesNotExist();
        first.close();
        assertThat(file).exists();
        assertThat(file.getParent().toFile().list())
                .as("nothing unfinished is left")
                .containsExactly("memory.dump");

        Opened second = Opened.of(MemoryStorage.dumpingTo(file), time);
        assertThat(file).as("gone while it is in use").doesNotExist();
        assertThat(second.append("news", Publication.of("again")).position())
                .isEqualTo(message.position().plus(1));

        // the second is never closed: a crash
        Opened third = Opened.of(MemoryStorage.dumpingTo(file), time);
        assertThat(third.head("news").last()).isZero();
        assertThat(third.append("news", Publication.of("anew")).position().epoch())
                .isNotEqualTo(message.position().epoch());
        assertThat(third.log
                        .read(Read.after("news", message.position(), 1, 1))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(ReadResult.Gone.class);
    }

    @Test
    void leasesGoOnWithWhatIsLeftOfTheirTime() {
        Path file = directory.resolve("memory.dump");
        Opened first = Opened.of(MemoryStorage.dumpingTo(file), time);
        LeaseStore leases = first.storage.leaseStore().orElseThrow();
        leases.put("short", new byte[] {1}, Duration.ofSeconds(10));
        leases.put("long", new byte[] {2}, Duration.ofSeconds(30));
        leases.put("ever", new byte[] {3}, Duration.ofSeconds(Long.MAX_VALUE));
        first.close();
        time.advance(Duration.ofSeconds(15));
        Opened second = Opened.of(MemoryStorage.dumpingTo(file), time);
        LeaseStore restored = second.storage.leaseStore().orElseThrow();
        assertThat(restored.get("short").toCompletableFuture().join()).isEmpty();
        assertThat(restored.get("long").toCompletableFuture().join()).contains(new byte[] {2});
        time.advance(Duration.ofSeconds(15));
        assertThat(restored.get("long").toCompletableFuture().join()).isEmpty();
        assertThat(restored.get("ever").toCompletableFuture().join()).contains(new byte[] {3});
    }

    @Test
    void aDumpCutAnywhereIsRefusedByName() throws IOException {
        byte[] whole = Files.readAllBytes(someDump());
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void aFlippedBitIsRefusedByName() throws IOException {
        byte[] whole = Files.readAllBytes(someDump());
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertRefused(flipped);
        }
    }

    @Test
    void aDumpOfAnotherVersionIsRefusedWithBoth() throws IOException {
        byte[] whole = Files.readAllBytes(someDump());
        whole[11] = 7;
        Path file = Files.write(directory.resolve("newer.dump"), whole);
        assertThatThrownBy(() -> Opened.of(MemoryStorage.dumpingTo(file), time))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("version 7")
                .hasMessageContaining("version 2");
    }

    @Test
    void aDumpFromBeforeThereWereInboxesIsRead() throws Exception {
        Path file = directory.resolve("old.dump");
        Opened opened = Opened.of(MemoryStorage.dumpingTo(file), time);
        Message message = opened.append("news", Publication.of("hello"));
        opened.close();
        byte[] now = Files.readAllBytes(file);
        int noInboxes = 2 * Long.BYTES + 2 * Integer.BYTES;
        byte[] before = Arrays.copyOf(now, now.length - 32 - noInboxes);
        before[11] = 1;
        byte[] whole = Arrays.copyOf(before, before.length + 32);
        System.arraycopy(MessageDigest.getInstance("SHA-256").digest(before), 0, whole, before.length, 32);
        Files.write(file, whole);
        Opened again = Opened.of(MemoryStorage.dumpingTo(file), time);
        assertThat(again.append("news", Publication.of("again")).position())
                .isEqualTo(message.position().plus(1));
    }

    @Test
    void aRefusedDumpStaysAndCanBeMovedAway() throws IOException {
        Path file = Files.write(directory.resolve("bad.dump"), new byte[100]);
        MemoryStorage storage = MemoryStorage.dumpingTo(file);
        assertThatThrownBy(() -> Opened.of(storage, time)).hasMessageContaining("move it away");
        assertThat(file).hasBinaryContent(new byte[100]);
        Files.move(file, directory.resolve("elsewhere"));
        Opened opened = Opened.of(storage, time);
        assertThat(opened.append("news", Publication.of("x")).offset()).isEqualTo(1);
    }

    @Test
    void aProcessKilledWhileItDumpsLeavesNoDump() throws IOException {
        Path whole = someDump();
        Path file = directory.resolve("killed.dump");
        Files.copy(whole, directory.resolve("killed.dump.unfinished"));
        Opened opened = Opened.of(MemoryStorage.dumpingTo(file), time);
        assertThat(opened.head("news").last()).isZero();
        opened.close();
        assertThat(Opened.of(MemoryStorage.dumpingTo(file), time).head("news").last())
                .isZero();
    }

    @Test
    void aDumpThatCannotBeWrittenFailsTheCloseAndCanBeTriedAgain() throws IOException {
        Path blocked = Files.write(directory.resolve("a file"), new byte[0]);
        Path file = blocked.resolve("memory.dump");
        Opened opened = Opened.of(MemoryStorage.dumpingTo(file), time);
        Message message = opened.append("news", Publication.of("x"));
        assertThatThrownBy(opened::close).hasMessageContaining(file.toString());
        Files.delete(blocked);
        opened.close();
        Opened again = Opened.of(MemoryStorage.dumpingTo(file), time);
        assertThat(again.head("news").epoch()).isEqualTo(message.position().epoch());
    }

    @Test
    void aLargeDumpComesBackWhole() {
        Path file = directory.resolve("large.dump");
        Opened first = Opened.of(MemoryStorage.dumpingTo(file), time);
        for (int i = 0; i < 20_000; i++) {
            first.append("channel" + i % 500, Publication.of("m" + i).header("n", String.valueOf(i)));
        }
        long bytes = ((MemoryChannelLog) first.log).bytes();
        String epoch = first.head("channel7").epoch();
        first.close();
        Opened second = Opened.of(MemoryStorage.dumpingTo(file), time);
        MemoryChannelLog log = (MemoryChannelLog) second.log;
        assertThat(log.held()).isEqualTo(500);
        assertThat(log.bytes()).isEqualTo(bytes);
        ReadResult read = log.read(Read.after("channel7", new Position(epoch, 39), 10, 1_000))
                .toCompletableFuture()
                .join();
        assertThat(((ReadResult.Found) read).messages())
                .extracting(Message::text)
                .containsExactly("m19507");
    }

    private Path someDump() {
        Path file = directory.resolve("some.dump");
        Opened opened = Opened.of(MemoryStorage.dumpingTo(file), time);
        opened.append(
                "news",
                Publication.of("hello")
                        .key("k")
                        .idempotencyKey("i")
                        .sender("ann")
                        .header("a", "b"));
        opened.append("news", Publication.of("short").ttl(Duration.ofSeconds(1)));
        opened.storage.leaseStore().orElseThrow().put("lease", new byte[] {1, 2}, Duration.ofSeconds(5));
        opened.storage.inboxStore().orElseThrow().follow("ann", "news");
        opened.storage.inboxStore().orElseThrow().open(new InboxId("ann", ""), "node", 10);
        opened.close();
        return file;
    }

    private void assertRefused(byte[] contents) throws IOException {
        Path file = Files.write(directory.resolve("damaged.dump"), contents);
        assertThatThrownBy(() -> Opened.of(MemoryStorage.dumpingTo(file), time))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(StorageException.class, refusal -> {
                    assertThat(refusal.fault()).isEqualTo(StorageException.Fault.CORRUPT);
                    assertThat(refusal).hasMessageContaining(file.toString());
                });
        assertThat(file).hasBinaryContent(contents);
    }
}
