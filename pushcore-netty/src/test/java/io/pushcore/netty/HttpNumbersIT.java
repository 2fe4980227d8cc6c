package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Position;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are none, or none that can be, in requests and at raw WebSockets. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class HttpNumbersIT {
    private final HttpBroker broker = HttpBroker.open();

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "9223372036854775808",
                "1e3",
                "NaN",
                "Infinity",
                "0x10",
                "1.5",
                "e:-1",
                "e:9223372036854775808",
                "99999999999999999999d",
                "-5m",
                "9999-99-99T00:00:00Z"
            })
    void aStartThatIsNoneIsRefused(String since) throws Exception {
        assertThat(broker.webSocket("/channels/c?since=" + since).next()).startsWith("<close 1008 400 ");
        for (String accept : List.of("text/event-stream", "application/x-ndjson", "application/json")) {
            assertThat(broker.get("/channels/c?since=" + since, "Accept", accept)
                            .statusCode())
                    .as(accept)
                    .isEqualTo(400);
        }
        assertThat(broker.get("/channels/c?wait=1ms&since=" + since).statusCode())
                .isEqualTo(400);
        assertThat(broker.get("/channels/c/history?since=" + since).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=-1", "limit=1.5", "limit=99999999999999999999", "limit=NaN", "reverse=2"})
    void aPageThatIsNoneIsRefused(String query) throws Exception {
        assertThat(broker.get("/channels/c/history?" + query).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "99999999999999999999d", "NaN", "1.5s", "5"})
    void aTimeThatIsNoneIsRefused(String time) throws Exception {
        assertThat(broker.post("/channels/c?ttl=" + time, "x").statusCode()).isEqualTo(400);
        assertThat(broker.get("/channels/c?wait=" + time).statusCode()).isEqualTo(400);
        assertThat(broker.broker().stats().published()).isZero();
    }

    @Test
    void theLargestOffsetIsBeyondTheHead() throws Exception {
        Position head = broker.broker().channel("c").publish("one").join().position();
        String largest = head.epoch() + ":" + Long.MAX_VALUE;
        assertThat(broker.webSocket("/channels/c?since=" + largest).next())
                .isEqualTo("<close 4410 gap " + largest + " " + head.plus(-1) + ">");
        StreamClient events = broker.stream("/channels/c?since=" + largest, "Accept", "text/event-stream");
        List<String> first = events.event();
        assertThat(first.contains("event: gap") ? first : events.event()).contains("event: gap");
        // JSON carries it as it is
        assertThat(broker.get("/channels/c/history?since=" + largest).body()).contains(largest);
    }
}
