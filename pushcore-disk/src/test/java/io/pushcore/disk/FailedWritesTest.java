package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import io.pushcore.storage.tck.StorageFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of appends, and of what was acknowledged, where the disk takes nothing any more. */
@Timeout(120)
class FailedWritesTest {
    private static final int MOST_APPENDS = 2_000;

    @TempDir
    Path temporary;

    /** By offset: what is of unknown outcome may turn out to stand before what came later. */
    private final Map<Long, Message> acknowledged = new TreeMap<>();

    private final List<Append> open = new ArrayList<>();

    @Test
    void aFullDiskIsToldAndReadAndTakesMoreWhenThereIsSpace() {
        try (SmallDisk small = SmallDisk.mount(temporary.resolve("small"), 64)) {
            // nothing is reserved: the writes themselves fail
            Settings settings =
                    Settings.of(small.storage()).writeBufferBytes(1 << 20).reserveBytes(0);
            OpenedDisk disk = OpenedDisk.of(settings);
            append(disk, 50);
            StorageFixture.Space taken = small.fill();
            Set<Fault> faults = appendUntilRefused(disk);
            assertThat(faults).contains(Fault.FULL).isSubsetOf(Fault.FULL, Fault.RETRIABLE);
            assertThat(disk.kept("news")).as("while it is full").containsAll(acknowledged.values());
            taken.close();
            goesOn(disk, settings);
        }
    }

    @Test
    void aDirectoryThatTakesNoFilesIsToldAndReadAndGoesOn() {
        Settings settings = Settings.of(temporary.resolve("storage")).writeBufferBytes(64 << 10);
        OpenedDisk disk = OpenedDisk.of(settings);
        append(disk, 50);
        String[] directories = {
            settings.directory().toString(), settings.directory().resolve("db").toString()
        };
        SmallDisk.need("chattr", "+i", directories[0], directories[1]);
        try {
            Set<Fault> faults = appendUntilRefused(disk);
            assertThat(faults).contains(Fault.CLOSED).isSubsetOf(Fault.CLOSED, Fault.RETRIABLE);
            assertThat(disk.kept("news")).as("while nothing can be written").containsAll(acknowledged.values());
        } finally {
            SmallDisk.need("chattr", "-i", directories[0], directories[1]);
        }
        goesOn(disk, settings);
    }

    @Test
    void positionsOfWhatALogLostBeforeItWasOpenedAgainAreNotGivenAnew() {
        try (SmallDisk small = SmallDisk.mount(temporary.resolve("small"), 64)) {
            Settings settings = Settings.of(small.storage()).reserveBytes(0);
            OpenedDisk disk = OpenedDisk.of(settings);
            Message synced = disk.append("quick", "synced", Durability.DISK);
            long before = disk.storage.synced();
            List<Message> lost = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                lost.add(disk.append("quick", "not synced " + i, Durability.OS));
            }
            StorageFixture.Space taken = small.fill();
            appendUntilRefused(disk);
            // as a system may that could not write its pages
            assertThat(UnsyncedLog.cut(settings.directory(), before)).isPositive();
            taken.close();
            Message next = disk.append("quick", "next", Durability.OS);
            assertThat(disk.kept("quick")).containsExactly(synced, next);
            for (Message message : lost) {
                assertThat(message.position()).isNotEqualTo(next.position());
                assertThat(disk.read("quick", message.position())).isInstanceOf(ReadResult.Gone.class);
            }
            disk.close();
        }
    }

    private void acknowledge(Message message) {
        assertThat(acknowledged.put(message.offset(), message))
                .as("given twice: " + message)
                .isNull();
    }

    private void append(OpenedDisk disk, int count) {
        for (int i = 0; i < count; i++) {
            acknowledge(disk.append("news", "message " + i + "x".repeat(1_000)));
        }
    }

    /** Appends until several in a row were refused; gives how. */
    private Set<Fault> appendUntilRefused(OpenedDisk disk) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        int refusedInARow = 0;
        for (int i = 0; i < MOST_APPENDS && refusedInARow < 5; i++) {
            Append entry = disk.entry("news", Publication.of(SmallDisk.text(i)), OpenedDisk.KEEP_ALL);
            try {
                Appended appended =
                        OpenedDisk.join(disk.log.append(List.of(entry))).get(0);
                acknowledge(((Appended.Stored) appended).message());
                refusedInARow = 0;
            } catch (StorageException refused) {
                faults.add(refused.fault());
                open.add(entry);
                refusedInARow++;
            }
        }
        assertThat(refusedInARow).isEqualTo(5);
        return faults;
    }

    /** What was refused is appended under its ids, once; all is there, also in the next life. */
    private void goesOn(OpenedDisk disk, Settings settings) {
        for (Append entry : open) {
            Append unconfirmed = new Append(
                    entry.channel(), entry.id(), 0, entry.publication(), entry.retention(), entry.durability());
            Appended first =
                    OpenedDisk.join(disk.log.append(List.of(unconfirmed))).get(0);
            Appended again =
                    OpenedDisk.join(disk.log.append(List.of(unconfirmed))).get(0);
            assertThat(again).isEqualTo(first);
            acknowledge(((Appended.Stored) first).message());
        }
        append(disk, 5);
        assertThat(disk.kept("news")).containsExactlyElementsOf(acknowledged.values());
        disk.crash();
        OpenedDisk next = OpenedDisk.of(settings);
        assertThat(next.kept("news")).containsExactlyElementsOf(acknowledged.values());
        next.close();
    }
}
