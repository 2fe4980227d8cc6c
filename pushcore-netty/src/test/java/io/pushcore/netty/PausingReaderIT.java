package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ManualTime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Centrifuge client that reads nothing for a while, as a page does whose tab is asleep, and then goes on. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class PausingReaderIT {
    private static final String NO_PONG = "\u0088.{1,3}\u000b\u00c4";
    private static final String MESSAGE = "x".repeat(6_000);

    private final ManualTime time = ManualTime.create();
    private final HttpBroker broker = HttpBroker.open(HttpTransport.port(0).lanes(1), builder -> builder.time(time));

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    /** A short masked text frame whose mask changes nothing. */
    private static String frame(String text) {
        return "\u0081" + (char) (0x80 + text.length()) + "\0\0\0\0" + text;
    }

    private LineClient subscriber() throws IOException {
        LineClient client = broker.raw()
                .say("GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .say(frame("{\"id\":1,\"connect\":{}}"))
                .say(frame("{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}"));
        readThrough(client, "\"id\":2,\"subscribe\"");
        return client;
    }

    /** Reads until this has come, and gives back all of it. */
    private static String readThrough(LineClient client, String last) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(last, Math.max(0, text.length() - 2 * last.length())) < 0) {
            text.append(client.bytes(1));
        }
        return text.toString();
    }

    /** A second in which 60 KB are published, and what is due then on the lane. */
    private void aSecond() {
        for (int i = 0; i < 10; i++) {
            broker.broker().channel("news").publish(MESSAGE).join();
        }
        time.advance(Duration.ofSeconds(1));
        broker.broker().probe(Duration.ofSeconds(10));
        assertThat(broker.broker().sessions(10).join().whole()).isTrue();
    }

    @Test
    void whoReadsNothingFor40SecondsWhileMessagesComeIsNotSentAwayForTheLackOfAPong() throws Exception {
        LineClient client = subscriber();
        for (int second = 0; second < 40; second++) {
            aSecond();
        }
        assertThat(broker.broker().stats().connections()).isEqualTo(1);
        broker.broker().channel("news").publish("the end").join();
        String heard = readThrough(client, "the end");
        assertThat(heard.split(MESSAGE, -1)).hasSize(401);
        assertThat(heard).doesNotContainPattern(NO_PONG);
        // the answer to what it may have been asked meanwhile
        client.say(frame("{}"));
        for (int second = 0; second < 20; second++) {
            aSecond();
        }
        assertThat(broker.broker().stats().connections()).isEqualTo(1);
    }

    @Test
    void whatTheSystemHoldsForWhoReadsNothingIsLittle() throws Exception {
        LineClient client = subscriber();
        for (int second = 0; second < 80; second++) {
            aSecond();
        }
        // of 4.8 MB
        assertThat(broker.broker().stats().sentBytes()).isLessThan(1_200_000);
        assertThat(client).isNotNull();
    }
}
