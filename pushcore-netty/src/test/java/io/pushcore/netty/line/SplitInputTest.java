package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However the network cuts the bytes, the commands are the same. */
final class SplitInputTest {
    private static final List<String> LINES = List.of(
            "ping",
            "sub news",
            "sub",
            "unsub gr\u00fc\u00dfe",
            "pub news hello world",
            "pub news",
            "his news 0",
            "his news abc",
            "gettoken",
            "auth_client abc\r",
            "",
            "\r",
            "nonsense a b c",
            "   ");
    private static final List<String> MODERN = List.of(
            "ping",
            "sub news since 10m wait",
            "sub",
            "pub news 5\nhello",
            "pub news key=k ttl=1m 12\ntwo\nlines \u00fc",
            "pub news wrong=option 4\nping",
            "pub news 0",
            "his news since 0 limit 5",
            "",
            "nonsense");

    @Test
    void ofThePlainForm() {
        check(LineDialect.lines(), seed -> bytes(text(LINES, seed)));
    }

    @Test
    void ofTheModernForm() {
        check(LineDialect.lines(), seed -> bytes("hello 2\n" + text(MODERN, seed)));
    }

    @Test
    void ofTheFramedForm() {
        check(LineDialect.framed(), SplitInputTest::frames);
    }

    private static void check(LineDialect dialect, Input input) {
        for (int seed = 0; seed < 500; seed++) {
            byte[] bytes = input.of(new Random(seed));
            List<String> whole = shown(Wire.of(dialect.open(new FakeTerms())).send(bytes));
            assertThat(whole).isNotEmpty();
            assertThat(cut(Wire.of(dialect.open(new FakeTerms())), bytes, new Random(~seed)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            assertThat(cut(Wire.direct(dialect.open(new FakeTerms())), bytes, null))
                    .as("seed %d, byte by byte", seed)
                    .isEqualTo(whole);
        }
    }

    private static List<String> cut(Wire wire, byte[] bytes, Random random) {
        List<Command> commands = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + (random == null ? 0 : random.nextInt(12)));
            commands.addAll(wire.send(Arrays.copyOfRange(bytes, from, to)));
            from = to;
        }
        return shown(commands);
    }

    /** As text, because two errors never equal each other. */
    private static List<String> shown(List<Command> commands) {
        return commands.stream().map(Command::toString).toList();
    }

    private static String text(List<String> lines, Random random) {
        StringBuilder text = new StringBuilder("ping\n");
        for (int i = random.nextInt(10); i >= 0; i--) {
            text.append(lines.get(random.nextInt(lines.size()))).append('\n');
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] frames(Random random) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i >= 0; i--) {
            byte[] frame = random.nextInt(6) == 0 ? new byte[0] : bytes(text(LINES, random));
            frames.writeBytes(new Output().int32(frame.length).put(frame).toBytes());
        }
        frames.writeBytes("\0\0\0\4ping".getBytes(ISO_8859_1));
        return frames.toByteArray();
    }

    private interface Input {
        byte[] of(Random random);
    }
}
