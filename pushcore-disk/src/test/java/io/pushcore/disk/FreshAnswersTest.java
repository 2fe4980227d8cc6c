package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.storage.Followed;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.StorageContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known in memory, or read while it is being written, is never older than what was told before. */
@Timeout(120)
class FreshAnswersTest {
    private static final int APPENDS = 2_000;
    private static final int OWNERS = 300;

    @TempDir
    Path temporary;

    /** With room for two channels all is forgotten time and again, while others read. */
    @Test
    void aHeadIsNeverOlderThanWhatWasAcknowledged() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(2);
        AtomicBoolean over = new AtomicBoolean();
        try (OpenedDisk disk =
                OpenedDisk.of(Settings.of(temporary.resolve("storage")).rows(2))) {
            List<String> channels = List.of("a", "b", "c", "d");
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reading.add(readers.submit(() -> {
                    while (!over.get()) {
                        channels.forEach(disk::head);
                        // many at once are read elsewhere
                        join(disk.log.heads(List.of("a", "b", "c", "d", "e", "f", "g", "h")));
                    }
                }));
            }
            for (int i = 0; i < APPENDS; i++) {
                Message message = disk.append(channels.get(i % 4), "message " + i, Durability.OS);
                // what stands there for good, whoever put it there
                for (int again = 0; again < 3; again++) {
                    Head head = disk.head(message.channel());
                    assertThat(head.last()).isEqualTo(message.offset());
                    assertThat(head.epoch()).isEqualTo(message.position().epoch());
                }
            }
            over.set(true);
            for (Future<?> one : reading) {
                one.get();
            }
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
    }

    @Test
    void whoOpensAnInboxFindsWhatItsOwnerFollowedJustBefore() throws Exception {
        ExecutorService blocking = Executors.newFixedThreadPool(4);
        DiskStorage storage = DiskStorage.of(Settings.of(temporary.resolve("storage")));
        try {
            join(storage.open(new StorageContext("node", ManualTime.create(), blocking, new Random(1))));
            InboxStore inboxes = storage.inboxStore().orElseThrow();
            for (int i = 0; i < OWNERS; i++) {
                join(inboxes.open(new InboxId("owner" + i, ""), "node", 10));
            }
            List<CompletionStage<OpenedInbox>> opened = new ArrayList<>();
            for (int i = 0; i < OWNERS; i++) {
                inboxes.follow("owner" + i, "news");
                opened.add(inboxes.open(new InboxId("owner" + i, ""), "node", 10));
            }
            for (CompletionStage<OpenedInbox> one : opened) {
                OpenedInbox inbox = join(one);
                assertThat(inbox.followed()).extracting(Followed::channel).contains("news");
                assertThat(inbox.followed())
                        .filteredOn(followed -> followed.channel().equals("news"))
                        .extracting(Followed::version)
                        .containsExactly(inbox.followVersion());
            }
        } finally {
            CompletableFuture<Void> closed = storage.close().toCompletableFuture();
            join(closed);
            blocking.shutdown();
            assertThat(blocking.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
