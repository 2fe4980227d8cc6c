package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection that asked with {@code wait} and does not read, while another publishes more than anybody holds. */
@DisplayName("L9: publishing waits for a reader on a connection")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class LineReaderHoldsPublishingBackIT {
    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final int HOT_WINDOW = 256 << 10;
    private static final int MESSAGES = 20_000;
    private static final String TEXT = "x".repeat(1_000);

    private final ManualTime time = ManualTime.create();

    private LineBroker open() {
        return LineBroker.open(builder -> builder.time(time)
                .channels(ChannelRules.keep(10).waitWhenReadersLag(AT_MOST))
                .limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, HOT_WINDOW));
    }

    @Test
    void itGetsEverythingOnceItReads() throws Exception {
        try (LineBroker broker = open()) {
            LineClient reader = broker.modern().takesAll();
            assertThat(reader.say("sub news wait\n").line()).startsWith("ok sub news ");
            CompletableFuture<Void> publishing = publishing(broker.modern());
            assertThat(standing(broker.broker())).isLessThan(MESSAGES);
            assertThat(broker.broker().stats().hotWindowBytes()).isLessThanOrEqualTo(2L * HOT_WINDOW);
            for (int offset = 1; offset <= MESSAGES; offset++) {
                assertThat(messageOffset(reader)).isEqualTo(offset);
            }
            publishing.join();
            assertThat(broker.broker().stats().gaps()).isZero();
        }
    }

    @Test
    void itIsWaitedForAsLongAsTheRuleSaysAndThenNoMore() throws Exception {
        try (LineBroker broker = open()) {
            LineClient reader = broker.modern().takesAll();
            assertThat(reader.say("sub news wait\n").line()).startsWith("ok sub news ");
            CompletableFuture<Void> publishing = publishing(broker.modern());
            long standing = standing(broker.broker());
            time.advance(AT_MOST.minusSeconds(2));
            assertThat(standing(broker.broker())).isEqualTo(standing);
            time.advance(Duration.ofSeconds(3));
            publishing.join();
            String line = reader.line();
            while (line.startsWith("msg news ")) {
                reader.payload(line);
                line = reader.line();
            }
            assertThat(line).startsWith("gap news ").endsWith(":" + (MESSAGES - 10));
            assertThat(messageOffset(reader)).isEqualTo(MESSAGES - 9);
        }
    }

    @Test
    void whoDidNotAskHoldsNobodyBack() throws Exception {
        try (LineBroker broker = open()) {
            LineClient reader = broker.modern().takesAll();
            assertThat(reader.say("sub news\n").line()).startsWith("ok sub news ");
            publishing(broker.modern()).join();
            assertThat(broker.broker().stats().published()).isEqualTo(MESSAGES);
        }
    }

    private static int messageOffset(LineClient reader) throws IOException {
        String line = reader.line();
        assertThat(line).startsWith("msg news ");
        assertThat(reader.payload(line)).isEqualTo(TEXT);
        return Integer.parseInt(line.substring(line.indexOf(':') + 1, line.lastIndexOf(' ')));
    }

    /** Publishes one after the other's answer, in tens. */
    private static CompletableFuture<Void> publishing(LineClient publisher) {
        String ten = ("pub news " + TEXT.length() + "\n" + TEXT + "\n").repeat(10);
        return Background.run(() -> {
            for (int i = 0; i < MESSAGES; i += 10) {
                publisher.say(ten);
                for (int answers = 0; answers < 10; answers++) {
                    assertThat(publisher.lineHoweverLate()).startsWith("ok pub news ");
                }
            }
        });
    }

    private static long standing(Broker broker) {
        return Background.standing(() -> broker.stats().published());
    }
}
