package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MangledRepliesTest {
    private final long seed = Long.getLong("pushcore.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AtomicBoolean mangles = new AtomicBoolean();
    private final Mangler mangler = new Mangler(random, mangles::get);

    @RepeatedTest(50)
    void whereNothingIsWantedTheBytesPassHoweverTheyAreCut() {
        String said =
                "+OK\r\n%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"
                        + message("one") + "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$4\r\n\r\n\r\n\r\n" + "$-1\r\n_\r\n#t\r\n"
                        + message("two");
        assertThat(pass(said)).as("seed " + seed).isEqualTo(said);
    }

    @Test
    void messagesAreLostRepeatedAndReorderedAndNothingElseIs() {
        mangles.set(true);
        StringBuilder said = new StringBuilder();
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            said.append(message("m" + i)).append(":").append(i).append("\r\n");
            replies.add(":" + i);
        }
        String passed = pass(said.toString());
        List<String> got = passed.lines()
                .filter(line -> line.startsWith("m") && !line.equals("message"))
                .toList();
        assertThat(passed.lines().filter(line -> line.startsWith(":")))
                .as("seed " + seed)
                .isEqualTo(replies);
        List<String> each = got.stream().distinct().toList();
        assertThat(each).as("some are lost, seed " + seed).hasSizeBetween(800, 960);
        assertThat(got.size() - each.size()).as("some come twice, seed " + seed).isBetween(40, 200);
        assertThat(each)
                .as("some are late, seed " + seed)
                .isNotEqualTo(each.stream()
                        .sorted((a, b) -> Integer.compare(number(a), number(b)))
                        .toList());
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(1));
    }

    /** In pieces of any size. */
    private String pass(String said) {
        byte[] bytes = said.getBytes(US_ASCII);
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        for (int from = 0; from < bytes.length; ) {
            int count = Math.min(bytes.length - from, 1 + random.nextInt(40));
            byte[] piece = new byte[64];
            System.arraycopy(bytes, from, piece, 0, count);
            passed.writeBytes(mangler.take(piece, count));
            from += count;
        }
        return passed.toString(US_ASCII);
    }

    private static String message(String text) {
        return ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$" + text.length() + "\r\n" + text + "\r\n";
    }
}
