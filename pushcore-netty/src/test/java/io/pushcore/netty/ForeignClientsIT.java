package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client that moves over from another server brings epochs and event ids of others, and goes on")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class ForeignClientsIT {
    private final HttpBroker broker = HttpBroker.open();

    @BeforeEach
    void publish() {
        broker.broker().channel("news").publish("one").join();
        broker.broker().channel("news").publish("two").join();
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hgFe", "_", "550e8400-e29b-11d4-a716-446655440000", "zyx", "é"})
    void aCentrifugeClientIsNotRecoveredAndHearsWhatIsNew(String epoch) throws Exception {
        WebSocketClient client = broker.webSocket("/connection/websocket");
        client.say("{\"id\":1,\"connect\":{}}").next();
        for (String channel : List.of("news", "never.written")) {
            String since = "\"epoch\":\"" + epoch + "\",\"offset\":1";
            client.say(
                    "{\"id\":2,\"history\":{\"channel\":\"" + channel + "\",\"limit\":9,\"since\":{" + since + "}}}");
            assertThat(client.next()).startsWith("{\"id\":2,\"error\":{\"code\":112,");
            client.say("{\"id\":3,\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true," + since + "}}");
            assertThat(client.next())
                    .startsWith("{\"id\":3,\"subscribe\":{")
                    .contains("\"was_recovering\":true,\"recovered\":false")
                    .doesNotContain("foreign");
            broker.broker().channel(channel).publish("new").join();
            assertThat(client.next()).startsWith("{\"push\":").contains("\"data\":\"new\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hgFe:1", "urn:uuid:550e8400-e29b-11d4-a716-446655440000", "1526919030474-55", "msg_7"})
    void eventsGoOnAfterAGap(String id) throws Exception {
        StreamClient events = broker.stream("/channels/news", "Accept", "text/event-stream", "Last-Event-ID", id);
        assertThat(events.response().statusCode()).isEqualTo(200);
        events.event();
        assertThat(events.event()).contains("event: gap").anyMatch(line -> line.startsWith("data: {\"from\":\""));
        assertThat(events.event()).endsWith("data: one");
        assertThat(events.event()).endsWith("data: two");
    }

    @Test
    void sinceIsAGapOnEveryRoute() throws Exception {
        String gap = "{\"from\":\"foreign:1\",\"to\":\"";
        assertThat(broker.get("/channels/news/history?since=hgFe:1").body())
                .contains("\"gap\":" + gap)
                .contains("\"data\":\"one\"", "\"data\":\"two\"");
        assertThat(broker.get("/channels/news?wait=10s&since=hgFe:1").body()).contains("\"gap\":" + gap);
        StreamClient lines = broker.stream("/channels/news?since=hgFe:1", "Accept", "application/x-ndjson");
        lines.line();
        assertThat(lines.line()).startsWith("{\"gap\":" + gap);
        assertThat(lines.line()).contains("\"data\":\"one\"");
        WebSocketClient raw = broker.webSocket("/channels/news?since=hgFe:1");
        assertThat(raw.next()).startsWith("<close 4410 gap foreign:1 ");
    }

    @Test
    void sinceIsAGapOnTheLinePort() throws Exception {
        try (LineBroker line = LineBroker.open(builder -> builder)) {
            line.broker().channel("news").publish("one").join();
            LineClient client = line.modern();
            assertThat(client.say("sub news since hgFe:1\n").line()).startsWith("ok sub news ");
            assertThat(client.line()).startsWith("gap news foreign:1 ");
            assertThat(client.payload(client.line())).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b:1", "a%00b:1", "A:", "A:x", "A:-1", ":1", "A", "A:9223372036854775808"})
    void whatIsNoPositionAtAllIsRefused(String since) throws Exception {
        assertThat(broker.get("/channels/news?since=" + since).statusCode()).isEqualTo(400);
        assertThat(broker.get("/channels/news?since=" + "A".repeat(65) + ":1").statusCode())
                .isEqualTo(400);
    }
}
