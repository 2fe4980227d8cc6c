package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.History;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Position;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Who does not read what comes over HTTP is a position, is told of a gap, and is closed after five minutes")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class SlowStreamsIT {
    private static final int MESSAGES = 8_000;
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final String CONNECT = "{\"id\":1,\"connect\":{}}";
    private static final String SUBSCRIBE = "{\"id\":2,\"subscribe\":{\"channel\":\"c\"}}";

    private final ManualTime time = ManualTime.create();
    private final Payload payload = Payload.of("x".repeat(4_000));
    private HttpBroker broker;

    /** A way to hear a channel: what is sent for it, and what says that messages are missing. */
    private enum Way {
        EVENTS("GET /channels/c HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", "event: gap"),
        LINES("GET /channels/c HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\n\r\n", "{\"gap\":"),
        RAW("GET /channels/c HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE, "\u0011\u003agap "),
        CENTRIFUGE(
                "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + frame(CONNECT)
                        + frame(SUBSCRIBE),
                "\"unsubscribe\":{\"code\":2500");

        private final String request;
        private final String gap;

        Way(String request, String gap) {
            this.request = request;
            this.gap = gap;
        }

        /** A frame masked with zeros. */
        private static String frame(String text) {
            return "\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
        }
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private LineClient standing(Way way, UnaryOperator<Broker.Builder> more) throws Exception {
        broker = HttpBroker.open(builder -> more.apply(builder.time(time)));
        LineClient reader = broker.raw().say(way.request);
        await().until(() -> broker.broker().stats().subscriptions() == 1);
        for (int i = 0; i < MESSAGES; i++) {
            broker.broker().channel("c").publish(payload).join();
        }
        return reader;
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatStandsIsAPositionAndABatch(Way way) throws Exception {
        UsedHeap heap = new UsedHeap();
        LineClient reader = standing(
                way,
                builder -> builder.channels(ChannelRules.keep(10)).limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL, 1 << 20));
        heap.hasGrownByLessThan(8 << 20);
        assertThat(broker.broker().stats().tapeBytes()).isLessThan(1 << 20);
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(way.gap) < 0) {
            // only the end is looked at
            heard.delete(0, Math.max(0, heard.length() - 1_000));
            heard.append(reader.bytes(1)).append(reader.available());
        }
    }

    @ParameterizedTest
    @EnumSource
    void fiveMinutesWithoutProgressCloseIt(Way way) throws Exception {
        standing(
                way,
                builder -> builder.channels(
                        ChannelRules.keep(MESSAGES).forAtMost(Duration.ZERO).atMostBytes(1 << 30)));
        Instant before = time.now();
        await().until(() -> {
            time.advance(Duration.ofSeconds(10));
            return broker.broker().stats().subscriptions() == 0;
        });
        assertThat(Duration.between(before, time.now())).isGreaterThan(Duration.ofMinutes(5));
        // the socket has ten seconds more for what it was given
        await().atMost(Duration.ofSeconds(30))
                .until(() -> broker.broker().stats().connections() == 0);
    }

    @Test
    void thePositionOfWhoWasClosedSurvives() throws Exception {
        standing(
                Way.EVENTS,
                builder -> builder.channels(
                        ChannelRules.keep(MESSAGES).forAtMost(Duration.ZERO).atMostBytes(1 << 30)));
        await().until(() -> {
            time.advance(Duration.ofSeconds(10));
            return broker.broker().stats().subscriptions() == 0;
        });
        Position start = broker.broker()
                .channel("c")
                .history(History.earliest().limit(1))
                .join()
                .messages()
                .get(0)
                .position()
                .plus(-1);
        StreamClient events =
                broker.stream("/channels/c", "Accept", "text/event-stream", "Last-Event-ID", start.toString());
        StreamClient lines = broker.stream(
                "/channels/c?since=" + URLEncoder.encode(start.toString(), UTF_8), "Accept", "application/x-ndjson");
        LineClient raw =
                broker.raw().say("GET /channels/c?since=" + start + " HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE);
        while (!raw.line().equals("\r")) {
            // the head of the answer
        }
        String frame = frameFromBroker(payload.text());
        for (int offset = 1; offset <= MESSAGES; offset++) {
            String id = "id: " + start.plus(offset);
            String event = String.join(" ", events.event());
            while (!event.contains("data: x")) {
                event = String.join(" ", events.event());
            }
            assertThat(event).contains(id);
            String line = lines.line();
            while (!line.contains("\"offset\"")) {
                line = lines.line();
            }
            assertThat(line).contains("\"offset\":" + offset + ",");
            assertThat(raw.bytes(frame.length())).isEqualTo(frame);
        }
    }

    /** A text of 126 to 65,535 bytes. */
    private static String frameFromBroker(String text) {
        return "\u0081\u007e" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
    }
}
