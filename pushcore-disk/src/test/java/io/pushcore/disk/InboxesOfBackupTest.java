package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import io.pushcore.Delivery;
import io.pushcore.ErrorCode;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** I1 and I2 where a broker goes back to a backup: a number that a client was shown names one message for ever. */
@Timeout(300)
class InboxesOfBackupTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private final ManualTime time = ManualTime.create();

    @Test
    void numbersGivenSinceTheBackupAreNotGivenAgainHoweverOftenOneGoesBack() throws Exception {
        Settings settings = settings("storage");
        TreeMap<Long, String> shown = new TreeMap<>();
        try (Broker broker = broker(settings)) {
            push(broker, "m1", "m2", "m3");
            shown.putAll(readAndAcknowledge(broker, 3, 1));
        }
        Path copy = temporary.resolve("copy");
        DiskBackup.of(settings.directory()).to(copy);
        DiskBackup.of(copy).to(temporary.resolve("second"));
        try (Broker broker = broker(settings)) {
            push(broker, "m4", "m5");
            shown.putAll(readAndAcknowledge(broker, 4, 5));
        }
        assertThat(shown.keySet()).containsExactly(1L, 2L, 3L, 4L, 5L);

        for (String copied : List.of("copy", "second")) {
            time.advance(Duration.ofMinutes(1));
            try (Broker broker = broker(settings(copied))) {
                push(broker, "of " + copied);
                InboxSession anna = broker.inbox("anna").open().join();
                assertStale(anna, 5);
                assertStale(anna, 4);
                TreeMap<Long, String> again = take(anna, 3);
                assertThat(again.headMap(4L)).isEqualTo(shown.subMap(2L, 4L)).hasSize(2);
                assertThat(again.lastEntry().getValue()).isEqualTo("of " + copied);
                assertThat(shown).doesNotContainKey(again.lastKey());
                assertStale(anna, again.lastKey() - 1);
                shown.putAll(again);
                anna.ack(again.lastKey()).join();
                assertThat(anna.next(Duration.ZERO)).isEmpty();
            }
        }
    }

    @Test
    void anInboxThatTheBackupDoesNotHaveDoesNotBeginWithNumbersThatItHad() throws Exception {
        Settings settings = settings("storage");
        try (Broker broker = broker(settings)) {
            broker.push("ben", "other").join();
        }
        Path copy = temporary.resolve("copy");
        DiskBackup.of(settings.directory()).to(copy);
        TreeMap<Long, String> shown;
        try (Broker broker = broker(settings)) {
            push(broker, "m1", "m2");
            shown = readAndAcknowledge(broker, 2, 1);
        }
        try (Broker broker = broker(settings("copy"))) {
            push(broker, "in the copy");
            assertThat(readAndAcknowledge(broker, 1, 0).keySet()).doesNotContainAnyElementsOf(shown.keySet());
        }
    }

    @Test
    void afterACleanCloseOrACrashInPlaceNumbersGoOnAsTheyWere() throws Exception {
        Settings settings = settings("storage");
        try (Broker broker = broker(settings)) {
            push(broker, "m1");
            assertThat(readAndAcknowledge(broker, 1, 1).keySet()).containsExactly(1L);
        }
        OpenedDisk disk = OpenedDisk.of(settings, time);
        disk.append("news", "1");
        disk.crash();
        try (Broker broker = broker(settings)) {
            push(broker, "m2");
            assertThat(readAndAcknowledge(broker, 1, 2).keySet()).containsExactly(2L);
        }
    }

    /** Takes some from the inbox and acknowledges up to a number, if that is not 0; what came, by number. */
    private static TreeMap<Long, String> readAndAcknowledge(Broker broker, int count, long through) throws Exception {
        InboxSession anna = broker.inbox("anna").open().join();
        TreeMap<Long, String> taken = take(anna, count);
        if (through > 0) {
            anna.ack(through).join();
        }
        anna.close();
        return taken;
    }

    private static TreeMap<Long, String> take(InboxSession session, int count) throws Exception {
        List<Delivery> deliveries = new ArrayList<>();
        while (deliveries.size() < count) {
            deliveries.add((Delivery) session.next(SOON).orElseThrow());
        }
        TreeMap<Long, String> taken = new TreeMap<>();
        deliveries.forEach(
                delivery -> taken.put(delivery.seq(), delivery.message().text()));
        return taken;
    }

    private static void assertStale(InboxSession session, long seq) {
        assertThatThrownBy(() -> session.ack(seq).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        stale -> assertThat(stale.code()).isEqualTo(ErrorCode.STALE));
    }

    private static void push(Broker broker, String... texts) {
        for (String text : texts) {
            broker.push("anna", text).join();
        }
    }

    private Settings settings(String directory) {
        return Settings.of(temporary.resolve(directory));
    }

    private Broker broker(Settings settings) {
        return Broker.builder().storage(DiskStorage.of(settings)).time(time).build();
    }
}
