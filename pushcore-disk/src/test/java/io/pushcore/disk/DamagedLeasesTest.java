package io.pushcore.disk;

import static io.pushcore.disk.OpenedDisk.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What a check finds in damaged records of leases and sessions, and what a repair makes of them. */
class DamagedLeasesTest {
    private static final Session SESSION = new Session("ann", "s1", "phone", "node");

    @TempDir
    Path temporary;

    private Settings settings;
    private LeaseRow token;
    private LeaseRow node;
    private byte[] sessionKey;

    @BeforeEach
    void write() throws RocksDBException {
        settings = Settings.of(temporary.resolve("storage"));
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            LeaseStore leases = leases(disk);
            join(leases.put("token", "ann".getBytes(UTF_8), Duration.ofHours(1)));
            join(leases.put("node", new byte[0], Duration.ofHours(1)));
            join(leases.openSession(SESSION, 5, WhenFull.REFUSE));
        }
        sessionKey = SessionRow.key(SessionRow.prefix("ann"), 1);
        try (ReadOnlyFiles files = ReadOnlyFiles.open(settings.directory().resolve("db"), false)) {
            token = LeaseRow.of(files.get(Family.LEASES, Keys.name("token")));
            node = LeaseRow.of(files.get(Family.LEASES, Keys.name("node")));
        }
    }

    @Test
    void whatFollowsFromLeasesAndSessionsIsFoundMissingAndMadeAnew() throws RocksDBException {
        Damage.assertFound(
                settings,
                "lease token would never be deleted",
                written -> Damage.delete(written, Family.LEASE_ENDS, Keys.numbered(token.until(), Keys.name("token"))));
        assertThat(Damage.repaired(settings)).isEmpty();
        Damage.assertFound(
                settings,
                "lease token has an end that is not its own",
                written -> written.put(Family.LEASE_ENDS, Keys.numbered(7, Keys.name("token")), new byte[0]));
        assertThat(Damage.repaired(settings)).isEmpty();
        Damage.assertFound(
                settings,
                "session s1 of ann is not found by its lease, and its end would never be told",
                written -> Damage.delete(written, Family.SESSION_LEASES, Keys.numbered(node.number(), sessionKey)));
        assertThat(Damage.repaired(settings)).isEmpty();
        Damage.assertFound(
                settings,
                "a lease has a session that is not there, or of another lease",
                written -> written.put(Family.SESSION_LEASES, Keys.numbered(1, Keys.name("x")), new byte[0]));
        assertThat(Damage.repaired(settings)).isEmpty();
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            LeaseStore leases = leases(disk);
            assertThat(join(leases.sessions("ann"))).containsExactly(SESSION);
            disk.time.advance(Duration.ofHours(1));
            assertThat(join(leases.takeLost(10))).containsExactly(SESSION);
            assertThat(join(leases.get("token"))).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadIsFoundAndSaidWhenItIsDropped() throws RocksDBException {
        Damage.assertFound(
                settings,
                "lease token cannot be read",
                written -> written.put(Family.LEASES, Keys.name("token"), new byte[] {1, 2, 99}));
        assertThat(Damage.repaired(settings)).containsExactly("lease token");
        Damage.assertFound(
                settings,
                "a session cannot be read: ",
                written -> written.put(Family.SESSIONS, sessionKey, new byte[] {1, 99}));
        assertThat(Damage.repaired(settings)).singleElement().asString().startsWith("a session that cannot be read: ");
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            LeaseStore leases = leases(disk);
            assertThat(join(leases.get("token"))).isEmpty();
            assertThat(join(leases.get("node"))).isPresent();
            assertThat(join(leases.sessions("ann"))).isEmpty();
        }
    }

    @Test
    void aSessionWhoseLeaseIsLostIsToldAsLostAndNeverLivesWithTheNextOne() throws RocksDBException {
        Damage.assertFound(settings, "has the number ", written -> {
            Damage.delete(written, Family.LEASES, Keys.name("node"));
            Damage.delete(written, Family.META, LogWriter.IDS);
        });
        Damage.repaired(settings);
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            LeaseStore leases = leases(disk);
            join(leases.put("node", new byte[0], Duration.ofHours(1)));
            assertThat(join(leases.sessions("ann"))).isEmpty();
            assertThat(join(leases.takeLost(10))).containsExactly(SESSION);
        }
    }

    private static LeaseStore leases(OpenedDisk disk) {
        return disk.storage.leaseStore().orElseThrow();
    }
}
