package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ChannelRules;
import io.pushcore.Position;
import io.pushcore.memory.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that goes on from its position with the next broker, over a dump of the memory and without one. */
@DisplayName("L5, L10: a position and a key after a restart")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class ResumeAfterRestartIT {
    private static final int KEPT = 5;

    @TempDir
    private Path directory;

    private LineBroker open() {
        return LineBroker.open(builder ->
                builder.channels(ChannelRules.keep(KEPT)).storage(MemoryStorage.dumpingTo(directory.resolve("dump"))));
    }

    @Test
    void overADumpItGoesOnWithoutAGap() throws Exception {
        String seen;
        try (LineBroker first = open()) {
            seen = publish(first.modern(), "", "one");
            LineClient reader = first.modern();
            assertThat(reader.say("sub news since " + seen + "\n").line()).isEqualTo("ok sub news " + seen);
            publish(first.modern(), "", "two");
            first.broker().close();
            assertThat(reader.rest()).contains("\ntwo\n").contains("\nbye 504 ");
        }
        try (LineBroker second = open()) {
            LineClient reader = second.modern();
            assertThat(reader.say("sub news since " + seen + "\n").line()).isEqualTo("ok sub news " + seen);
            assertThat(message(reader)).isEqualTo(plus(seen, 1) + " two");
            assertThat(publish(second.modern(), "", "three")).isEqualTo(plus(seen, 2));
            assertThat(message(reader)).isEqualTo(plus(seen, 2) + " three");
        }
    }

    @Test
    void overADumpAKeyIsStillARepeat() throws Exception {
        String position;
        try (LineBroker first = open()) {
            position = publish(first.modern(), "id=order-17 ", "one");
        }
        try (LineBroker second = open()) {
            LineClient publisher = second.modern();
            assertThat(publish(publisher, "id=order-17 ", "one")).isEqualTo(position + " repeat");
            publisher.say("pub news id=order-17 5\nother\n");
            assertThat(publisher.line()).startsWith("err 409 ");
        }
    }

    @Test
    void overADumpWhatWasTrimmedIsTheExactGap() throws Exception {
        String seen;
        try (LineBroker first = open()) {
            seen = publish(first.modern(), "", "m1");
            for (int i = 2; i <= 20; i++) {
                publish(first.modern(), "", "m" + i);
            }
        }
        try (LineBroker second = open()) {
            LineClient reader = second.modern();
            reader.say("sub news since " + seen + "\n");
            assertThat(reader.line()).startsWith("ok sub news ");
            assertThat(reader.line()).isEqualTo("gap news " + seen + " " + plus(seen, 19 - KEPT));
            assertThat(message(reader)).isEqualTo(plus(seen, 20 - KEPT) + " m16");
        }
    }

    @Test
    void afterACrashTheEpochIsAnotherAndTheGapReachesToItsBeginning() throws Exception {
        String seen;
        try (LineBroker first = open()) {
            seen = publish(first.modern(), "id=order-17 ", "one");
            assertThat(directory.resolve("dump")).as("used once").doesNotExist();
        }
        // a crash writes none
        Files.delete(directory.resolve("dump"));
        try (LineBroker second = open()) {
            LineClient reader = second.modern();
            assertThat(reader.say("sub news since " + seen + "\n").line()).startsWith("ok sub news ");
            String gap = reader.line();
            assertThat(gap).matches("gap news " + seen + " [0-9a-z]+:0");
            String start = gap.substring(gap.lastIndexOf(' ') + 1);
            assertThat(epoch(start)).isNotEqualTo(epoch(seen));
            assertThat(publish(second.modern(), "id=order-17 ", "new")).isEqualTo(plus(start, 1));
            assertThat(message(reader)).isEqualTo(plus(start, 1) + " new");
        }
    }

    @Test
    void afterACrashALongerNewLogHidesNoGap() throws Exception {
        String seen;
        try (LineBroker first = open()) {
            seen = publish(first.modern(), "", "one");
        }
        Files.delete(directory.resolve("dump"));
        try (LineBroker second = open()) {
            String head = publish(second.modern(), "", "m1");
            for (int i = 2; i <= 3; i++) {
                head = publish(second.modern(), "", "m" + i);
            }
            LineClient reader = second.modern();
            assertThat(reader.say("sub news since " + seen + "\n").line()).startsWith("ok sub news ");
            assertThat(reader.line()).isEqualTo("gap news " + seen + " " + plus(head, -3));
            assertThat(message(reader)).isEqualTo(plus(head, -2) + " m1");
        }
    }

    /** Publishes and gives the position that was answered, and what stands behind it. */
    private static String publish(LineClient publisher, String options, String text) throws IOException {
        publisher.say("pub news " + options + text.length() + "\n" + text + "\n");
        String answer = publisher.line();
        assertThat(answer).startsWith("ok pub news ");
        return answer.substring("ok pub news ".length());
    }

    /** The next message: its position and its text. */
    private static String message(LineClient reader) throws IOException {
        String line = reader.line();
        assertThat(line).startsWith("msg news ");
        return line.split(" ")[2] + " " + reader.payload(line);
    }

    private static String plus(String position, int offsets) {
        return Position.parse(position).plus(offsets).toString();
    }

    private static String epoch(String position) {
        return position.substring(0, position.indexOf(':'));
    }
}
