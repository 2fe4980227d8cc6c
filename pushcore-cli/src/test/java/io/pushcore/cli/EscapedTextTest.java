package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EscapedTextTest {
    @Test
    void printableTextStaysAsItIs() {
        assertThat(escaped("héllo wörld €😀 'quoted' \"\"")).isEqualTo("héllo wörld €😀 'quoted' \"\"");
    }

    @Test
    void controlBytesAndBackslashesBecomeEscapes() {
        assertThat(escaped("a\nb\rc\td\\e\u0000f\u001b[2J\u007f")).isEqualTo("a\\nb\\rc\\td\\\\e\\x00f\\x1b[2J\\x7f");
    }

    @Test
    void theSecondControlSetIsEscapedByteByByte() {
        assertThat(escaped("x\u009b31my\u00a0")).isEqualTo("x\\xc2\\x9b31my\u00a0");
    }

    @Test
    void aPayloadThatLooksEscapedIsNotTakenForAnother() {
        assertThat(escaped("\\n")).isEqualTo("\\\\n");
    }

    @Test
    void everyPayloadCanBeHadBack() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            byte[] text = escaped(payload);
            assertThat(unescaped(text)).as("seed %d round %d", seed, round).isEqualTo(payload);
            assertThat(text).as("seed %d round %d", seed, round).doesNotContain('\n', '\r', 0x1b);
        }
    }

    private static String escaped(String text) {
        return new String(escaped(text.getBytes(UTF_8)), UTF_8);
    }

    private static byte[] escaped(byte[] bytes) {
        byte[] text = new byte[EscapedText.length(bytes, 0, bytes.length)];
        int end = EscapedText.write(bytes, 0, bytes.length, text, 0);
        assertThat(end).isEqualTo(text.length);
        return text;
    }

    /** What the page of the command says a reader has to do. */
    private static byte[] unescaped(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer rest = ByteBuffer.wrap(text);
        while (rest.hasRemaining()) {
            byte next = rest.get();
            bytes.write(next == '\\' ? escape(rest) : next);
        }
        return bytes.toByteArray();
    }

    private static int escape(ByteBuffer rest) {
        char kind = (char) rest.get();
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '\\' -> '\\';
            case 'x' -> Character.digit(rest.get(), 16) * 16 + Character.digit(rest.get(), 16);
            default -> throw new AssertionError("unknown escape: " + kind);
        };
    }
}
