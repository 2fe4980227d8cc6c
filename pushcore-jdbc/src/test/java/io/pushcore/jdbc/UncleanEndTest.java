package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.ReadResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is there, and which epoch it has, after the server ended or another took its place. */
class UncleanEndTest {
    @Test
    void afterACleanEndAllGoesOnAsItWas() {
        PostgresServer server = PostgresServer.started(Binaries.newest());
        try (OpenedJdbc node = open(server)) {
            Position last = node.append("news", "1").position();
            server.stop();
            server.start();
            assertThat(node.appendUntilAnswered("news", "2").position()).isEqualTo(last.plus(1));
            assertThat(node.texts("news")).containsExactly("1", "2");
        }
        server.stop();
    }

    @Test
    void afterAKillEveryAcknowledgedAppendIsThereAndNoneTwice() throws Exception {
        for (int round = 0; round < 2; round++) {
            PostgresServer server = round == 0
                    ? PostgresServer.started(Binaries.newest())
                    : PostgresServer.started(Binaries.oldest().orElse(Binaries.newest()));
            try (OpenedJdbc node = open(server)) {
                AtomicBoolean isOver = new AtomicBoolean();
                CompletableFuture<List<Message>> appending = CompletableFuture.supplyAsync(() -> {
                    List<Message> acknowledged = new ArrayList<>();
                    while (!isOver.get()) {
                        acknowledged.add(node.appendUntilAnswered("news", "m" + acknowledged.size()));
                    }
                    return acknowledged;
                });
                for (int kill = 0; kill < 3; kill++) {
                    long before = written(server);
                    Awaitility.await().until(() -> written(server) > before + 20);
                    server.killHard();
                    server.start();
                }
                isOver.set(true);
                List<Message> acknowledged = appending.join();
                assertThat(node.repeats).as("answers that were lost").isPositive();
                assertThat(node.texts("news"))
                        .isEqualTo(acknowledged.stream().map(Message::text).toList());
                assertThat(node.kept("news")).extracting(Message::position).doesNotHaveDuplicates();
            }
            server.stop();
        }
    }

    private static long written(PostgresServer server) throws Exception {
        return Long.parseLong(server.value("SELECT coalesce(max(last), 0) FROM pushcore.channels"));
    }

    @Test
    void afterAKillPositionsUpToTheHeadHoldAndThoseBeyondAreGone() {
        PostgresServer server = PostgresServer.started(Binaries.newest());
        try (OpenedJdbc node = open(server)) {
            Position first = node.append("news", "1").position();
            Position second = node.append("news", "2").position();
            server.kill();
            server.start();
            Message third = node.appendUntilAnswered("news", "3");
            assertThat(third.position().epoch()).isNotEqualTo(first.epoch());
            assertThat(third.offset()).isEqualTo(3);
            ReadResult.Found found = (ReadResult.Found) node.read("news", first);
            assertThat(found.messages()).extracting(Message::text).containsExactly("2", "3");
            assertThat(found.messages().get(0).position()).isEqualTo(second);
            assertThat(found.through()).isEqualTo(third.position());
            assertThat(node.read("news", second.plus(1)))
                    .as("another message may have stood there")
                    .isInstanceOf(ReadResult.Gone.class);
        }
        server.stop();
    }

    @Test
    void whoIsPromotedBeginsAGenerationAfterWhatItHas() throws Exception {
        PostgresServer primary = PostgresServer.started(Binaries.newest());
        OpenedJdbc before = open(primary);
        Message kept = before.append("news", "both have it");
        InboxId ann = new InboxId("ann", "");
        OpenedInbox opened = OpenedJdbc.join(inboxes(before).open(ann, "node", 10));
        before.close();
        primary.stop();
        PostgresServer standby = primary.standby();
        primary.start();
        standby.start();
        String caughtUp = primary.value("SELECT pg_current_wal_lsn()");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> standby.value("SELECT pg_last_wal_replay_lsn() >= '" + caughtUp + "'")
                        .equals("t"));
        // what the standby does not get any more
        standby.pauseReplay();
        before = open(primary);
        Message lost = before.append("news", "lost");
        OpenedJdbc.join(before.storage.abandon());
        primary.kill();
        standby.promote();
        try (OpenedJdbc after = open(standby)) {
            assertThat(after.texts("news")).containsExactly("both have it");
            assertThat(after.read("news", kept.position())).isInstanceOf(ReadResult.Found.class);
            assertThat(after.read("news", lost.position())).isInstanceOf(ReadResult.Gone.class);
            Message next = after.append("news", "next");
            assertThat(next.offset()).isEqualTo(lost.offset());
            assertThat(next.position()).isNotEqualTo(lost.position());
            ReadResult.Gone gone = (ReadResult.Gone) after.read("news", lost.position());
            assertThat(gone.to())
                    .as("what was read before is not given again")
                    .isEqualTo(new Position(next.position().epoch(), kept.offset()));
            assertThat(gone.rest().messages()).extracting(Message::text).containsExactly("next");
            OpenedInbox again = OpenedJdbc.join(inboxes(after).open(ann, "node", 10));
            assertThat(again.fence()).isGreaterThan(opened.fence() + 1_000);
            assertThat(again.numbers().first())
                    .as("above all that may have been given")
                    .isGreaterThan(1_000_000_000L);
        }
        standby.stop();
    }

    @Test
    void whatIsReplicatedWaitsForTheStandbyAndIsThereWhenThatIsPromoted() throws Exception {
        PostgresServer primary = PostgresServer.started(Binaries.newest());
        open(primary).close();
        primary.stop();
        PostgresServer standby = primary.standby();
        primary.append("postgresql.conf", "synchronous_standby_names = 'standby'\n");
        primary.start();
        standby.start();
        OpenedJdbc before =
                OpenedJdbc.of(JdbcStorage.on(primary.source()).replicated()).reach(Durability.REPLICATED);
        assertThat(before.storage.capabilities().durability()).isEqualTo(Durability.REPLICATED);
        before.append("news", "1");
        standby.stop();
        CompletableFuture<Message> second = CompletableFuture.supplyAsync(() -> before.append("news", "2"));
        Awaitility.await()
                .until(() -> primary.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                        .equals("1"));
        assertThat(second).as("no standby has it").isNotDone();
        standby.start();
        Position last = second.get(30, TimeUnit.SECONDS).position();
        OpenedJdbc.join(before.storage.abandon());
        primary.kill();
        standby.promote();
        try (OpenedJdbc after = open(standby)) {
            assertThat(after.texts("news")).containsExactly("1", "2");
            assertThat(after.read("news", last)).isInstanceOf(ReadResult.Found.class);
        }
        standby.stop();
    }

    @Test
    void whatAskedForNoSyncMayBeLostByAKillAndIsNotNamedTwice() {
        PostgresServer server = PostgresServer.started(Binaries.newest(), "wal_writer_delay = 10s");
        try (OpenedJdbc node = open(server).reach(Durability.OS)) {
            Message lost = null;
            for (int i = 0; i < 20; i++) {
                lost = node.append("news", "m" + i);
            }
            server.kill();
            server.start();
            Message next = node.appendUntilAnswered("news", "next");
            assertThat(next.position()).isNotEqualTo(lost.position());
            assertThat(next.position().epoch()).isNotEqualTo(lost.position().epoch());
        }
        server.stop();
    }

    private static InboxStore inboxes(OpenedJdbc node) {
        return node.storage.inboxStore().orElseThrow();
    }

    private static OpenedJdbc open(PostgresServer server) {
        return OpenedJdbc.of(JdbcStorage.on(server.source()).createSchema());
    }
}
