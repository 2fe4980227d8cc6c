package io.pushcore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is said when a storage cannot be opened, and that nodes may start together. */
class OpeningTest {
    private static final int NODES = 10;

    private final PostgresServer server = PostgresServer.shared();
    private final String schema = PostgresServer.newSchema();

    @Test
    void aSchemaThatIsNotThereIsNamedAndHowToCreateIt() {
        assertRefused(storage(), Fault.CLOSED, "schema " + schema + " is not there", "createSchema()");
    }

    @Test
    void aSchemaOfALaterVersionIsRefused() {
        OpenedJdbc.of(storage().createSchema()).close();
        server.execute("UPDATE " + schema + ".version SET version = 99");
        assertRefused(storage().createSchema(), Fault.CLOSED, "version 99", "up to 1");
    }

    @Test
    void aServerThatCannotBeReachedIsSaid() {
        assertRefused(
                JdbcStorage.on("jdbc:postgresql://127.0.0.1:1/postgres?user=postgres"),
                Fault.RETRIABLE,
                "PostgreSQL cannot be reached",
                "127.0.0.1:1");
    }

    @Test
    void aWrongPasswordIsSaid() {
        PostgresServer guarded = PostgresServer.started(Binaries.newest(), "fsync = off");
        guarded.execute("CREATE ROLE ann LOGIN PASSWORD 'right'");
        guarded.prepend("pg_hba.conf", "host all ann 127.0.0.1/32 scram-sha-256\n");
        guarded.execute("SELECT pg_reload_conf()");
        String url = "jdbc:postgresql://127.0.0.1:" + guarded.port + "/postgres?user=ann&password=wrong";
        assertRefused(JdbcStorage.on(url), Fault.CLOSED, "PostgreSQL refuses the user", "ann");
        guarded.stop();
    }

    @Test
    void aSchemaOfAnotherNameThanItMayHaveIsRefused() {
        assertThatThrownBy(() -> JdbcStorage.on(server.source()).schema("a; drop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a; drop");
    }

    @Test
    void aStandbyIsAskedForInVainWhereThereIsNone() {
        assertRefused(storage().createSchema().replicated(), Fault.CLOSED, "synchronous_standby_names", "replicated()");
    }

    @Test
    void tenNodesCreateTheSchemaTogether() {
        List<CompletableFuture<OpenedJdbc>> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(CompletableFuture.supplyAsync(
                    () -> OpenedJdbc.of(storage().createSchema().connections(2))));
        }
        String epoch = "";
        for (CompletableFuture<OpenedJdbc> node : nodes) {
            try (OpenedJdbc opened = node.join()) {
                String mine = opened.append("news", "x").position().epoch();
                assertThat(epoch.isEmpty() || epoch.equals(mine))
                        .as("one epoch")
                        .isTrue();
                epoch = mine;
            }
        }
    }

    private JdbcStorage storage() {
        return JdbcStorage.on(server.source()).schema(schema);
    }

    private static void assertRefused(JdbcStorage storage, Fault fault, String... words) {
        assertThatThrownBy(() -> OpenedJdbc.of(storage)).isInstanceOfSatisfying(StorageException.class, failure -> {
            assertThat(failure.getMessage()).contains(words);
            assertThat(failure.fault()).isEqualTo(fault);
        });
    }
}
