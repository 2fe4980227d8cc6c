package io.pushcore.disk;

import static io.pushcore.Durability.DISK;
import static io.pushcore.Durability.MEMORY;
import static io.pushcore.Durability.OS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ReadResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of channels that do not ask for a sync, and that nothing is named twice. */
class LostEndsTest {
    private static final int BEFORE_THE_KILL = 200;

    @TempDir
    Path temporary;

    private Settings settings;

    @BeforeEach
    void choose() {
        settings = Settings.of(temporary.resolve("storage"));
    }

    @Test
    void aLossOfPowerTakesWhatWasWrittenAfterTheLastSync() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message early = disk.append("quick", "before the sync", OS);
        Message safe = disk.append("safe", "synced", DISK);
        Message late = disk.append("quick", "after the sync", OS);
        Message latest = disk.append("quick", "after the sync, too", MEMORY);
        assertThat(disk.kept("quick")).as("seen").containsExactly(early, late, latest);
        assertThat(cutPower(disk)).as("bytes that were not synced").isPositive();

        disk = OpenedDisk.of(settings);
        assertThat(disk.kept("safe")).containsExactly(safe);
        assertThat(disk.kept("quick")).containsExactly(early);
        assertThat(((ReadResult.Found) disk.read("quick", early.position())).messages())
                .as("who has not seen what is lost goes on")
                .isEmpty();
        Message next = disk.append("quick", "next", OS);
        Message afterNext = disk.append("quick", "after next", OS);
        assertThat(List.of(next.offset(), afterNext.offset())).containsExactly(2L, 3L);
        for (Message lost : List.of(late, latest)) {
            assertThat(disk.read("quick", lost.position()))
                    .isInstanceOfSatisfying(
                            ReadResult.Gone.class,
                            gone -> assertThat(gone.rest().messages())
                                    .as("what came in place of it, and nothing again")
                                    .containsExactly(next, afterNext));
        }
        disk.close();
    }

    @Test
    void aSyncOfOneChannelKeepsWhatAnotherHasWritten() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Message quick = disk.append("quick", "not synced by itself", OS);
        disk.append("safe", "synced", DISK);
        cutPower(disk);
        disk = OpenedDisk.of(settings);
        assertThat(disk.kept("quick")).containsExactly(quick);
        disk.close();
    }

    @Test
    void aRepeatThatAsksForMoreReachesIt() {
        OpenedDisk disk = OpenedDisk.of(settings);
        Publication once = Publication.of("once").idempotencyKey("k");
        var first = disk.entry("quick", once, OpenedDisk.KEEP_ALL, OS);
        Message message = ((Appended.Stored)
                        OpenedDisk.join(disk.log.append(List.of(first))).get(0))
                .message();
        var again = disk.entry("quick", once, OpenedDisk.KEEP_ALL, DISK);
        assertThat(OpenedDisk.join(disk.log.append(List.of(again))))
                .containsExactly(new Appended.Repeated(message, DISK));
        cutPower(disk);
        disk = OpenedDisk.of(settings);
        assertThat(disk.kept("quick")).containsExactly(message);
        disk.close();
    }

    @Test
    void theDeathOfTheProcessTakesNothingThatWasWritten() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Endless.class.getName(),
                        settings.directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Position last = new Position("none", 0);
        try (BufferedReader told =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                last = Position.parse(line);
                if (last.offset() == BEFORE_THE_KILL) {
                    child.destroyForcibly(); // and read on, what it had told
                }
            }
        } catch (IOException e) {
            // the pipe ends with the process
        }
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.offset()).isGreaterThanOrEqualTo(BEFORE_THE_KILL);
        OpenedDisk disk = OpenedDisk.of(settings);
        List<Message> kept = disk.kept("quick");
        assertThat(kept).hasSizeGreaterThanOrEqualTo((int) last.offset());
        assertThat(kept.get((int) last.offset() - 1).position()).isEqualTo(last);
        assertThat(disk.append("quick", "next", OS).position().epoch()).isNotEqualTo(last.epoch());
        disk.close();
    }

    private long cutPower(OpenedDisk disk) {
        long synced = disk.storage.synced();
        disk.crash();
        return UnsyncedLog.cut(settings.directory(), synced);
    }

    /** Appends for ever to a channel that asks for no sync, and says what was acknowledged. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] arguments) {
            OpenedDisk disk = OpenedDisk.of(Settings.of(Path.of(arguments[0])));
            while (true) {
                System.out.println(disk.append("quick", "more", OS).position());
            }
        }
    }
}
