package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import io.pushcore.storage.StorageContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of leases and sessions when the storage is opened again. */
class LeasesAfterRestartTest {
    private static final Duration NODE_TTL = Duration.ofSeconds(5);
    private static final List<Session> OF_ANN =
            List.of(new Session("ann", "s1", "phone", "n1"), new Session("ann", "s2", "", "n1"));

    @TempDir
    Path temporary;

    private final ManualTime time = ManualTime.create();
    private Settings settings;

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void aValueKeepsItsEndByTheTimeOfDay() {
        for (Consumer<OpenedDisk> ending : endings()) {
            OpenedDisk disk = open();
            OpenedDisk.join(leases(disk).put("token", "ann".getBytes(UTF_8), Duration.ofSeconds(60)));
            time.advance(Duration.ofSeconds(20));
            ending.accept(disk);
            time.advance(Duration.ofSeconds(20));
            disk = open();
            time.advance(Duration.ofSeconds(20).minusNanos(1));
            assertThat(OpenedDisk.join(leases(disk).get("token"))).contains("ann".getBytes(UTF_8));
            time.advance(Duration.ofNanos(1));
            assertThat(OpenedDisk.join(leases(disk).get("token"))).isEmpty();
            disk.close();
        }
    }

    @Test
    void whatWasTakenIsNotThereAgain() {
        for (Consumer<OpenedDisk> ending : endings()) {
            OpenedDisk disk = open();
            OpenedDisk.join(leases(disk).put("token", "ann".getBytes(UTF_8), Duration.ofHours(1)));
            assertThat(OpenedDisk.join(leases(disk).take("token"))).isPresent();
            ending.accept(disk);
            disk = open();
            assertThat(OpenedDisk.join(leases(disk).take("token"))).isEmpty();
            disk.close();
        }
    }

    @Test
    void sessionsOfANodeThatDidNotComeBackAreToldOnceWhenItsLeaseIsOver() {
        for (Consumer<OpenedDisk> ending : endings()) {
            OpenedDisk disk = open();
            openSessions(disk);
            ending.accept(disk);

            disk = open();
            node(disk, "n2");
            assertThat(OpenedDisk.join(leases(disk).takeLost(10)))
                    .as("it may come back")
                    .isEmpty();
            time.advance(NODE_TTL);
            assertThat(OpenedDisk.join(leases(disk).sessions("ann"))).isEmpty();
            List<Session> told = new ArrayList<>(OpenedDisk.join(leases(disk).takeLost(1)));
            told.addAll(OpenedDisk.join(leases(disk).takeLost(10)));
            assertThat(told).isEqualTo(OF_ANN);
            ending.accept(disk);

            disk = open();
            assertThat(OpenedDisk.join(leases(disk).takeLost(10))).isEmpty();
            disk.close();
        }
    }

    @Test
    void aNodeThatComesBackInTimeFindsItsSessions() {
        OpenedDisk disk = open();
        openSessions(disk);
        disk.crash();
        disk = open();
        assertThat(OpenedDisk.join(leases(disk).renew("n1", NODE_TTL))).isTrue();
        time.advance(NODE_TTL.minusNanos(1));
        assertThat(OpenedDisk.join(leases(disk).sessions("ann"))).isEqualTo(OF_ANN);
        Session third = new Session("ann", "s3", "", "n1");
        assertThat(OpenedDisk.join(leases(disk).openSession(third, 2, WhenFull.EVICT_OLDEST)))
                .isEqualTo(new Admission.Opened(OF_ANN.subList(0, 1)));
        disk.close();
    }

    @Test
    void aFullDiskEndsNoSession() {
        settings = settings.free(() -> 0);
        OpenedDisk disk = open();
        openSessions(disk);
        assertThat(OpenedDisk.join(leases(disk).renew("n1", NODE_TTL))).isTrue();
        assertThat(OpenedDisk.join(leases(disk).closeSession("ann", "s1"))).isTrue();
        assertThat(OpenedDisk.join(leases(disk).sessions("ann"))).isEqualTo(OF_ANN.subList(1, 2));
        disk.close();
    }

    @Test
    void whatHasEndedIsSwept() {
        Database database = new Database(settings);
        database.open(new StorageContext("node", time, Runnable::run, new Random(1)));
        long[] number = {0};
        LeaseWriter leases = new LeaseWriter(database, new RisingClock(time), batch -> ++number[0]);
        Committer committer = new Committer(database, List.of(leases));
        committer.start();
        for (int i = 0; i < 10; i++) {
            byte[] key = Keys.name("k" + i);
            long ttl = Duration.ofSeconds(1 + i).toNanos();
            committer.commitUnsynced(9, batch -> put(leases, key, ttl, batch)).join();
            committer.commitUnsynced(9, batch -> put(leases, key, ttl, batch)).join();
        }
        time.advance(Duration.ofSeconds(4));
        assertThat(committer.commitUnsynced(9, batch -> leases.sweep(3, batch)).join())
                .as("that was all")
                .isFalse();
        assertThat(committer.commitUnsynced(9, batch -> leases.sweep(3, batch)).join())
                .isTrue();
        assertThat(count(database, Family.LEASES)).isEqualTo(6);
        assertThat(count(database, Family.LEASE_ENDS)).isEqualTo(6);
        time.advance(Duration.ofSeconds(6));
        // renewed and swept in one batch: it is not swept
        committer
                .commitUnsynced(
                        9, batch -> put(leases, Keys.name("k9"), NODE_TTL.toNanos(), batch) && leases.sweep(99, batch))
                .join();
        assertThat(count(database, Family.LEASES)).isEqualTo(1);
        time.advance(NODE_TTL);
        committer.commitUnsynced(9, batch -> leases.sweep(99, batch)).join();
        assertThat(count(database, Family.LEASES)).isZero();
        assertThat(count(database, Family.LEASE_ENDS)).isZero();
        committer.close().join();
    }

    private static boolean put(LeaseWriter leases, byte[] key, long ttl, Batch batch) {
        leases.put(key, new byte[0], ttl, batch);
        return true;
    }

    private static int count(Database database, Family family) {
        return database.read(view -> {
            int count = 0;
            try (Scan scan = view.scan(family)) {
                for (boolean more = scan.seek(new byte[0]); more; more = scan.next()) {
                    count++;
                }
            }
            return count;
        });
    }

    /** A clean end, that of the process, and that of the machine. */
    private List<Consumer<OpenedDisk>> endings() {
        return List.of(OpenedDisk::close, OpenedDisk::crash, disk -> {
            long synced = disk.storage.synced();
            disk.crash();
            UnsyncedLog.cut(settings.directory(), synced);
        });
    }

    private OpenedDisk open() {
        return OpenedDisk.of(settings, time);
    }

    private static LeaseStore leases(OpenedDisk disk) {
        return disk.storage.leaseStore().orElseThrow();
    }

    private static void node(OpenedDisk disk, String node) {
        OpenedDisk.join(leases(disk).put(node, new byte[0], NODE_TTL));
    }

    private static void openSessions(OpenedDisk disk) {
        node(disk, "n1");
        for (Session session : OF_ANN) {
            OpenedDisk.join(leases(disk).openSession(session, 5, WhenFull.REFUSE));
        }
    }
}
