package io.pushcore.netty.xiucall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A body of a push is whole, says what is wrong, or is no JSON, whatever bytes it is of")
final class PushBodyFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> PARTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"send_id\":",
            "\"channel\":",
            "\"recv_id\":",
            "\"data\":",
            "\"x\"",
            "\"\"",
            "1",
            "null",
            "true",
            "-0.5e300",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\u00ff",
            " ",
            "\n",
            "99999999999999999999",
            "/**/",
            "NaN",
            "\uFEFF");

    @Test
    void bytesOfAllKinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder("{");
            for (int parts = random.nextInt(24); parts > 0; parts--) {
                text.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            byte[] bytes =
                    text.append(random.nextBoolean() ? "}" : "").toString().getBytes(UTF_8);
            if (random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read(bytes, "seed " + seed + ", round " + round);
        }
    }

    private static void read(byte[] bytes, String where) {
        try {
            PushBody body = PushBody.of(ByteBuffer.wrap(bytes));
            if (body != null && body.errors().isEmpty()) {
                assertThat(body.sender()).as(where).isNotEmpty();
                assertThat(body.labels()).as(where).isNotEmpty();
                assertThat(body.receivers()).as(where).isNotEmpty();
                assertThat(body.data().length()).as(where).isPositive();
            }
        } catch (PushCoreException said) {
            // with its number
        } catch (RuntimeException thrown) {
            throw new AssertionError(where + ": " + new String(bytes, UTF_8), thrown);
        }
    }
}
