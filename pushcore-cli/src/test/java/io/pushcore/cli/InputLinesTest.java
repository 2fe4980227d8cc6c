package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputLinesTest {
    @Test
    void aLineEndsWithALineFeedThatIsNotPartOfIt() throws IOException {
        assertThat(linesOf("one\ntwo\n")).containsExactly("one", "two");
    }

    @Test
    void theLastLineMayLackIt() throws IOException {
        assertThat(linesOf("one\ntwo")).containsExactly("one", "two");
    }

    @Test
    void emptyLinesCountAndCarriageReturnsStay() throws IOException {
        assertThat(linesOf("\n\r\n\n")).containsExactly("", "\r", "");
    }

    @Test
    void nothingIsNoLine() throws IOException {
        assertThat(linesOf("")).isEmpty();
    }

    @Test
    void longLinesAndOddReadsChangeNothing() throws IOException {
        Random random = new Random(11);
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            wanted.add(Integer.toString(i).repeat(random.nextInt(i % 10 == 0 ? 500_000 : 2_000)));
        }
        InputStream whole = new ByteArrayInputStream(String.join("\n", wanted).getBytes(UTF_8));
        InputStream odd = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return whole.read(bytes, from, Math.min(length, 1 + random.nextInt(90_000)));
            }
        };
        assertThat(linesOf(odd, () -> {})).isEqualTo(wanted);
    }

    @Test
    void eachReadIsAnnounced() throws IOException {
        int[] announced = {0};
        linesOf(new ByteArrayInputStream("one\ntwo\n".getBytes(UTF_8)), () -> announced[0]++);
        assertThat(announced[0]).isEqualTo(2);
    }

    @Test
    void aLineWithoutEndIsNotHeldForEver() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> linesOf(endless, () -> {})).hasMessageContaining("longer than");
    }

    private static List<String> linesOf(String text) throws IOException {
        return linesOf(new ByteArrayInputStream(text.getBytes(UTF_8)), () -> {});
    }

    private static List<String> linesOf(InputStream in, InputLines.BeforeWaiting before) throws IOException {
        InputLines lines = new InputLines(in, before);
        List<String> all = new ArrayList<>();
        while (lines.next()) {
            all.add(new String(lines.bytes(), lines.from(), lines.to() - lines.from(), UTF_8));
        }
        return all;
    }
}
