package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** A log whose disk is full for a while. */
class LossyLogTest {
    private final Disk disk = new Disk();
    private final PrintStream log = new PrintStream(new LossyLog(disk), true, UTF_8);

    /** Has room for so many bytes. */
    private static final class Disk extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private int room = Integer.MAX_VALUE;

        @Override
        public void write(int one) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            room--;
            kept.write(one);
        }
    }

    private String kept() {
        return disk.kept.toString(UTF_8);
    }

    @Test
    void whatFindsNoRoomIsLostAndSaidOnceThereIsRoomAgain() {
        log.println("one");
        disk.room = 0;
        log.println("two");
        log.println("three");
        disk.room = Integer.MAX_VALUE;
        log.println("four");
        log.println("five");
        assertThat(kept())
                .isEqualTo("one\n\npushcore: the log could not be written, lines lost: 2 (No space left on device)\n"
                        + "four\nfive\n");
    }

    @Test
    void aLineThatWasWrittenInPartRunsIntoNoOther() {
        disk.room = 2;
        log.println("one");
        disk.room = Integer.MAX_VALUE;
        log.println("two");
        assertThat(kept().lines()).contains("on", "two").doesNotContain("one");
    }

    @Test
    void whatIsSaidAboutLossMayFindNoRoomEither() {
        disk.room = 0;
        log.println("one");
        disk.room = 20;
        log.println("two");
        disk.room = Integer.MAX_VALUE;
        log.println("three");
        assertThat(kept()).endsWith("lines lost: 2 (No space left on device)\nthree\n");
    }
}
