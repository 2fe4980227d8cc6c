package io.pushcore.netty.ipush;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What comes in chunks of ipush, however it comes")
@Timeout(120)
class ChunkedSessionTest {
    private static final int MOST = 2_000;
    private static final String SESSION = "1\r\n \r\na\r\n{\"y\":0}\r\n00001d;name=\"value\"\r\n"
            + "{\"y\":1,\"u\":\"bert\",\"c\":\"team\"}\r\n"
            + chunk("{\"y\":3,\"t\":\"bert\",\"b\":\"\\u4f60\\n\"}")
            + chunk("{{{{")
            + chunk("{\"y\":5,\"s\":7}")
            + "0\r\n\r\n";

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static FakeSession session() {
        return new FakeSession(IpushSite.usual(), MOST);
    }

    @Test
    void itIsTheSameWhereverItIsCut() {
        List<String> whole = session().come(SESSION).heard();
        assertThat(whole)
                .hasSize(6)
                .startsWith("Ping[]", "Ping[]", "Follow[channel=team, follows=true, user=bert]")
                .endsWith("error 400", "Acknowledge[7]");
        for (int at = 0; at <= SESSION.length(); at++) {
            FakeSession cut = session().come(SESSION.substring(0, at)).come(SESSION.substring(at));
            assertThat(cut.heard()).as("cut at " + at).isEqualTo(whole);
        }
        FakeSession crumbs = session();
        for (byte one : SESSION.getBytes(ISO_8859_1)) {
            crumbs.come(new byte[] {one});
        }
        assertThat(crumbs.heard()).isEqualTo(whole);
    }

    @Test
    void whatIsMangledIsAnsweredByNumberOrEndsTheSession() {
        Long only = Long.getLong("pushcore.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? 20_000 : only;
        for (long seed = first; seed <= last; seed++) {
            byte[] mangled = mangled(new Random(seed));
            try {
                FakeSession session = session();
                Random cuts = new Random(seed);
                for (int from = 0; from < mangled.length; ) {
                    int to = from + 1 + cuts.nextInt(mangled.length - from);
                    session.come(Arrays.copyOfRange(mangled, from, to));
                    from = to;
                }
                assertThat(session.held()).as("held").isLessThan(MOST + 200);
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError(
                        "mvn -B test -pl pushcore-netty -am -Dtest=ChunkedSessionTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dpushcore.seed=" + seed,
                        broken);
            }
        }
    }

    /** The session with some bytes flipped, doubled, cut out, or with numbers that overflow in it. */
    private static byte[] mangled(Random random) {
        StringBuilder text = new StringBuilder(SESSION);
        String[] inserts = {"\r\n", ";", "{", "[[[[", "\"", "7fffffff", "-1", "99999999999999999999", "\u0000", "\u00ff"
        };
        for (int changes = 1 + random.nextInt(6); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                case 1 -> text.insert(at, inserts[random.nextInt(inserts.length)]);
                case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(9)));
                default -> text.insert(at, text.substring(at, at + random.nextInt(text.length() - at)));
            }
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    @Test
    void ofAChunkThatIsTooLongNoByteIsWaitedFor() {
        for (String size : List.of("7d1\r\n", "80000000\r\n", "7fffffff", "ffffffffffffffffffff")) {
            assertThat(session().come(size).heard())
                    .as(size)
                    .containsExactly("end " + ErrorCode.FRAME_TOO_LARGE.number());
        }
        FakeSession longest = session().come("7d0\r\n" + "x".repeat(1_999));
        assertThat(longest.heard()).isEmpty();
        assertThat(longest.come("x\r\n").heard()).containsExactly("error 400");
    }

    @Test
    void whoeverSaysThatItIsThereMayStayAndWhoIsSilentMayNot() {
        AtomicLong nanos = new AtomicLong();
        IpushSite site = new IpushSite(
                new IpushCounters(nanos::get), Duration.ofSeconds(25), Duration.ofSeconds(60), user -> "");
        for (String word : List.of("1\r\n \r\n", "7\r\n{\"y\":0}\r\n", "4\r\n{{{{\r\n")) {
            FakeSession session = new FakeSession(site, MOST);
            for (int i = 0; i < 5; i++) {
                nanos.addAndGet(Duration.ofSeconds(59).toNanos());
                session.come(word);
                session.carrier.runTimer();
                assertThat(session.come("").heard()).as(word).hasSize(i + 1).doesNotContain("end 408");
                assertThat(session.carrier.delay()).isEqualTo(Duration.ofSeconds(60));
            }
            nanos.addAndGet(Duration.ofSeconds(60).toNanos());
            session.carrier.runTimer();
            assertThat(session.carrier.wakes()).isEqualTo(1);
            assertThat(session.come("").heard()).as(word).endsWith("end " + ErrorCode.TIMEOUT.number());
        }
    }
}
