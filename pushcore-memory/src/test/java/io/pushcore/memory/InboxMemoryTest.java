package io.pushcore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Checkpoint;
import io.pushcore.storage.Cursor;
import io.pushcore.storage.Followed;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OffsetSet;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InboxMemoryTest {
    private static final Retention KEEP_A_SECOND = new Retention(10, 1 << 20, Duration.ofSeconds(1), Duration.ZERO, 0);

    private final ManualTime time = ManualTime.create();

    @Test
    void aFollowTakesFewBytes() {
        int users = 10_000;
        int follows = 100;
        int channels = 50_000;
        Opened opened = Opened.of(MemoryStorage.create(), time);
        MemoryInboxes inboxes = (MemoryInboxes) opened.storage.inboxStore().orElseThrow();
        Position from = new Position("abc", 60_000);
        Random random = new Random(1);
        // the names of the channels are there whoever follows, those of the users are counted
        List<String> names = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            names.add("channel-" + i);
            await(inboxes.follow("first", names.get(i), from));
        }
        long before = used();
        for (int user = 0; user < users; user++) {
            String name = "user-" + user;
            for (int i = 0; i < follows; i++) {
                await(inboxes.follow(name, names.get(random.nextInt(channels)), from.plus(random.nextInt(10_000))));
            }
        }
        double followed = (used() - before) / (double) (users * follows);
        for (int user = 0; user < users; user++) {
            InboxId id = new InboxId("user-" + user, "");
            OpenedInbox inbox = await(inboxes.open(id, "node", 1_024));
            List<Followed> moved = new ArrayList<>();
            for (Followed each : inbox.followed()) {
                Cursor at = each.cursor();
                Cursor to = new Cursor(at.epoch(), at.floor() + random.nextInt(10_000), OffsetSet.EMPTY);
                moved.add(new Followed(each.channel(), each.version(), to));
            }
            await(inboxes.checkpoint(
                    List.of(new Checkpoint(id, inbox.fence(), 500, 900, List.of(), List.of(), moved, false))));
        }
        double acknowledged = (used() - before) / (double) (users * follows);
        System.out.printf(
                "%d users x %d follows of %d channels: %.1f bytes a follow, %.1f with an inbox that has read all%n",
                users, follows, channels, followed, acknowledged);
        assertThat(acknowledged).isLessThan(24);
        assertThat(inboxes.held()).isEqualTo(users + 1);
    }

    @Test
    void whatIsForgottenLeavesNothing() {
        Opened opened = Opened.of(MemoryStorage.create(), time);
        MemoryInboxes inboxes = (MemoryInboxes) opened.storage.inboxStore().orElseThrow();
        for (int user = 0; user < 1_000; user++) {
            InboxId id = new InboxId("user-" + user, "phone");
            for (int i = 0; i < 20; i++) {
                await(inboxes.follow(id.owner(), "channel" + (user + i)));
            }
            await(inboxes.open(id, "node", 1));
        }
        time.advance(Duration.ofDays(90));
        while (!await(inboxes.forgetUnused(time.now(), 100)).isEmpty()) {
            // the next hundred
        }
        assertThat(inboxes.held()).isZero();
        assertThat(await(inboxes.followers("channel500", "", 10))).isEmpty();
    }

    @Test
    void whereSomebodyHasACursorTheHeadIsNotForgotten() {
        Opened small = Opened.of(new MemoryStorage(false, null, 100), time);
        InboxStore inboxes = small.storage.inboxStore().orElseThrow();
        await(inboxes.open(new InboxId("ann", ""), "node", 1));
        await(inboxes.follow("ann", "news"));
        Position news = ((Appended.Stored) small.append("news", Publication.of("x"), KEEP_A_SECOND))
                .message()
                .position();
        Position own = ((Appended.Stored) small.append("@ann", Publication.of("x"), KEEP_A_SECOND))
                .message()
                .position();
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 200; i++) {
                small.append("channel" + round + "-" + i, Publication.of("x"), KEEP_A_SECOND);
            }
            time.advance(Duration.ofDays(2));
        }
        assertThat(((MemoryChannelLog) small.log).held()).isLessThan(200);
        assertNothingMissed(small, "news", news);
        assertNothingMissed(small, "@ann", own);
        await(inboxes.forget(new InboxId("ann", "")));
        for (int i = 0; i < 400; i++) {
            small.append("more" + i, Publication.of("x"), KEEP_A_SECOND);
            if (i % 200 == 199) {
                time.advance(Duration.ofDays(2));
            }
        }
        assertThat(small.head("news").last())
                .as("forgotten when nobody follows")
                .isZero();
        assertThat(small.head("@ann").last()).isZero();
    }

    /** Whoever stood there reads what comes next without a gap. */
    private static void assertNothingMissed(Opened opened, String channel, Position stood) {
        Message next = ((Appended.Stored) opened.append(channel, Publication.of("next"), KEEP_A_SECOND)).message();
        assertThat(next.position()).isEqualTo(stood.plus(1));
        assertThat(await(opened.log.read(Read.after(channel, stood, 10, 1_000))))
                .isInstanceOfSatisfying(
                        ReadResult.Found.class,
                        found -> assertThat(found.messages()).containsExactly(next));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static long used() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
