package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That inboxes cost disk and no heap, and are there at once when the directory is opened again. */
class ManyInboxesOnDiskTest {
    private static final long MOST_HEAP = 24L << 20;

    @TempDir
    Path temporary;

    @Test
    void twentyThousandInboxes() {
        open(20_000, 10);
    }

    @Test
    @Tag("full")
    void aHundredThousandInboxes() {
        open(100_000, 10);
    }

    @Test
    @Tag("full")
    void aMillionInboxes() {
        open(1_000_000, 2);
    }

    private void open(int users, int follows) {
        long before = used();
        Settings settings = Settings.of(temporary.resolve("storage"));
        OpenedDisk disk = OpenedDisk.of(settings);
        long begin = System.nanoTime();
        fill(
                disk.storage.inboxStore().orElseThrow(),
                users,
                follows,
                disk.append("news", "1").position());
        double filled = (System.nanoTime() - begin) / 1e9;
        disk.crash();
        begin = System.nanoTime();
        disk = OpenedDisk.of(settings);
        double afterCrash = (System.nanoTime() - begin) / 1e9;
        InboxStore inboxes = disk.storage.inboxStore().orElseThrow();
        disk.close();
        begin = System.nanoTime();
        disk = OpenedDisk.of(settings);
        double afterClose = (System.nanoTime() - begin) / 1e9;
        inboxes = disk.storage.inboxStore().orElseThrow();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            int user = random.nextInt(users);
            OpenedInbox opened = join(inboxes.open(new InboxId("user" + user, ""), "node", 10));
            assertThat(opened.numbers().first()).isGreaterThan(10);
            assertThat(opened.followed())
                    .hasSize(follows + 1)
                    .extracting(Followed::channel)
                    .contains("news", "channel" + user % 1_000);
        }
        List<String> followers = join(inboxes.followers("news", "", 1_000));
        assertThat(followers).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(join(inboxes.followers("news", followers.get(999), users))).hasSize(users - 1_000);
        followers = List.of();
        long heap = used() - before;
        System.out.printf(
                "%,d inboxes, %,d follows: written in %.1f s; opened in %.2f s after a crash, %.2f s after a close; %,d KiB of heap%n",
                users, users * follows, filled, afterCrash, afterClose, heap >> 10);
        assertThat(heap).isLessThan(MOST_HEAP);
        disk.close();
    }

    /** All follow one channel, and some of a thousand more. */
    private static void fill(InboxStore inboxes, int users, int follows, Position news) {
        int inFlight = 4_096;
        Semaphore free = new Semaphore(inFlight);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        for (int user = 0; user < users; user++) {
            String name = "user" + user;
            List<CompletionStage<?>> calls = new ArrayList<>();
            calls.add(inboxes.follow(name, "news", news));
            for (int i = 1; i < follows; i++) {
                calls.add(inboxes.follow(name, "channel" + (user + 7 * (i - 1)) % 1_000));
            }
            calls.add(inboxes.open(new InboxId(name, ""), "node", 10));
            for (CompletionStage<?> call : calls) {
                free.acquireUninterruptibly();
                call.whenComplete((done, failure) -> {
                    failed.compareAndSet(null, failure);
                    free.release();
                });
            }
        }
        free.acquireUninterruptibly(inFlight);
        assertThat(failed.get()).isNull();
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
