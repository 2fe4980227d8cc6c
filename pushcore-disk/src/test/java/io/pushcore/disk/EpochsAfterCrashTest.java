package io.pushcore.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.storage.ReadResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That an end which lost nothing costs readers nothing, and still no position is given twice. */
class EpochsAfterCrashTest {
    @TempDir
    Path temporary;

    private Settings settings;

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void aReaderGoesOnFromAnyPositionItEverHad() {
        List<Position> handedOut = new ArrayList<>();
        List<Message> all = new ArrayList<>();
        for (int life = 0; life < 5; life++) {
            OpenedDisk disk = OpenedDisk.of(settings);
            handedOut.add(
                    new Position(disk.head("news").epoch(), disk.head("news").last()));
            if (life != 2) {
                Message message = disk.append("news", "in life " + life);
                all.add(message);
                handedOut.add(message.position());
            }
            for (Position position : handedOut) {
                assertThat(disk.read("news", position))
                        .as("from " + position)
                        .isInstanceOfSatisfying(
                                ReadResult.Found.class,
                                found -> assertThat(found.messages())
                                        .isEqualTo(all.subList((int) position.offset(), all.size())));
            }
            disk.crash();
        }
        assertThat(all).extracting(Message::offset).containsExactly(1L, 2L, 3L, 4L);
        assertThat(all).extracting(message -> message.position().epoch()).doesNotHaveDuplicates();
    }

    @Test
    void whoWaitsForTheFirstMessageOfAChannelMissesNone() {
        List<Position> waiting = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            OpenedDisk disk = OpenedDisk.of(settings);
            waiting.add(new Position(disk.head("quiet").epoch(), 0));
            disk.crash();
        }
        try (OpenedDisk disk = OpenedDisk.of(settings)) {
            for (Position position : waiting) {
                assertThat(disk.read("quiet", position)).isInstanceOf(ReadResult.Found.class);
            }
            Message first = disk.append("quiet", "first");
            for (Position position : waiting) {
                assertThat(((ReadResult.Found) disk.read("quiet", position)).messages())
                        .containsExactly(first);
            }
        }
    }

    @Test
    void aPositionBeyondTheEndOfItsEpochIsGone() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message last = disk.append("news", "1");
        disk.crash();
        disk = OpenedDisk.of(settings);
        disk.append("news", "2");
        disk.append("news", "3");
        Position neverKept = last.position().plus(1);
        assertThat(disk.read("news", neverKept)).isInstanceOf(ReadResult.Gone.class);
        disk.close();
    }

    @Test
    void aCleanCloseBeginsNoEpoch() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message first = disk.append("news", "1");
        disk.close();
        disk = OpenedDisk.of(settings);
        assertThat(disk.append("news", "2").position())
                .isEqualTo(first.position().plus(1));
        disk.close();
    }

    @Test
    void aDeletedChannelKeepsNothingOfItsFormerLivesAfterACrash() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message old = disk.append("news", "old");
        OpenedDisk.join(disk.log.delete("news"));
        Position fresh = new Position(disk.head("news").epoch(), 0);
        disk.crash();
        disk = OpenedDisk.of(settings);
        Message again = disk.append("news", "again");
        assertThat(disk.read("news", old.position())).isInstanceOf(ReadResult.Gone.class);
        assertThat(disk.read("news", old.position().plus(-1))).isInstanceOf(ReadResult.Gone.class);
        assertThat(((ReadResult.Found) disk.read("news", fresh)).messages()).containsExactly(again);
        disk.close();
    }
}
