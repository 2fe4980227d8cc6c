package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Retention;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That what is not kept any more leaves the tables. */
class SweepTest {
    private final PostgresServer server = PostgresServer.shared();
    private final String schema = PostgresServer.newSchema();
    private final OpenedJdbc node =
            OpenedJdbc.of(JdbcStorage.on(server.source()).schema(schema).createSchema());

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whatIsBeyondTheCountIsDeleted() {
        node.keep(new Retention(10, Long.MAX_VALUE, Duration.ZERO, Duration.ofMinutes(10), 10));
        List<Append> batch = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            batch.add(node.entry("news", Publication.of("x")));
        }
        OpenedJdbc.join(node.log.append(batch));
        node.append("news", "last");
        sweepUntil("messages", 10);
        assertThat(node.kept("news")).hasSize(10);
    }

    @Test
    void whatIsTooOldIsDeletedFromIdleChannels() {
        node.keep(new Retention(1_000, Long.MAX_VALUE, Duration.ofMinutes(1), Duration.ofMinutes(2), 10));
        OpenedJdbc.join(
                node.log.append(List.of(node.entry("news", Publication.of("x").idempotencyKey("k")))));
        node.time.advance(Duration.ofMinutes(3));
        sweepUntil("messages", 0);
        sweepUntil("keys", 0);
        assertThat(node.head("news").first()).isEqualTo(2);
    }

    @Test
    void whatHasExpiredIsDeletedAndIsNoGap() {
        node.append("news", "stays");
        OpenedJdbc.join(
                node.log.append(List.of(node.entry("news", Publication.of("x").ttl(Duration.ofSeconds(1))))));
        node.append("news", "stays, too");
        sweepUntil("messages", 2);
        assertThat(node.texts("news")).containsExactly("stays", "stays, too");
        assertThat(node.head("news").first()).isEqualTo(1);
    }

    @Test
    void whatWasDroppedIsDeletedAndLeasesThatEnded() {
        node.append("news", "x");
        OpenedJdbc.join(node.log.delete("news"));
        OpenedJdbc.join(node.storage.leaseStore().orElseThrow().put("k", new byte[1], Duration.ofSeconds(1)));
        sweepUntil("messages", 0);
        sweepUntil("dropped", 0);
        sweepUntil("leases", 0);
    }

    private void sweepUntil(String table, int rows) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            node.time.advance(Duration.ofSeconds(5));
            return count(table) == rows;
        });
    }

    private long count(String table) throws SQLException {
        return Long.parseLong(server.value("SELECT count(*) FROM " + schema + "." + table));
    }
}
