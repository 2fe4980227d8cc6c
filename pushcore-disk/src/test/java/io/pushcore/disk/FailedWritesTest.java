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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of appends, and of what was acknowledged, where the disk takes nothing any more. */
@Timeout(120)
class FailedWritesTest {
    private static final int MOST_APPENDS = 2_000;

    @TempDir
    Path temporary;

    private final List<Message> acknowledged = new ArrayList<>();
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
            assertThat(disk.kept("news")).as("while it is full").isEqualTo(acknowledged);
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
            assertThat(disk.kept("news")).as("while nothing can be written").isEqualTo(acknowledged);
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
            List<Message> lost = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                lost.add(disk.append("quick", "not synced " + i, Durability.OS));
            }
            StorageFixture.Space taken = small.fill();
            long before = disk.storage.synced();
            appendUntilRefused(disk);
            assertThat(disk.storage.synced()).as("nothing fitted in").isEqualTo(before);
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

    private void append(OpenedDisk disk, int count) {
        for (int i = 0; i < count; i++) {
            acknowledged.add(disk.append("news", "message " + i + "x".repeat(1_000)));
        }
    }

    /** Appends until several in a row were refused; gives how. */
    private Set<Fault> appendUntilRefused(OpenedDisk disk) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (int i = 0; i < MOST_APPENDS && open.size() < 5; i++) {
            Append entry = disk.entry("news", Publication.of("more " + i + "x".repeat(20_000)), OpenedDisk.KEEP_ALL);
            try {
                Appended appended =
                        OpenedDisk.join(disk.log.append(List.of(entry))).get(0);
                assertThat(open).as("refused before").isEmpty();
                acknowledged.add(((Appended.Stored) appended).message());
            } catch (StorageException refused) {
                faults.add(refused.fault());
                open.add(entry);
            }
        }
        assertThat(open).as("refused").hasSize(5);
        return faults;
    }

    /** What was refused is appended under its ids, once; all is there, also in the next life. */
    private void goesOn(OpenedDisk disk, Settings settings) {
        for (Append entry : open) {
            Append unconfirmed = new Append(
                    entry.channel(), entry.id(), 0, entry.publication(), entry.retention(), entry.durability());
            for (int i = 0; i < 2; i++) {
                Appended again =
                        OpenedDisk.join(disk.log.append(List.of(unconfirmed))).get(0);
                Message message = ((Appended.Stored) again).message();
                if (i == 0) {
                    acknowledged.add(message);
                }
                assertThat(message).isEqualTo(acknowledged.get(acknowledged.size() - 1));
            }
        }
        append(disk, 5);
        assertThat(acknowledged)
                .extracting(Message::offset)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(disk.kept("news")).isEqualTo(acknowledged);
        disk.crash();
        OpenedDisk next = OpenedDisk.of(settings);
        assertThat(next.kept("news")).isEqualTo(acknowledged);
        next.close();
    }
}
