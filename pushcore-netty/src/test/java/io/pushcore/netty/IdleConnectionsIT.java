package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Connections that ask for nothing keep nobody out")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class IdleConnectionsIT {
    private static final int MOST = 20;
    private static final String GET = "GET /channels/news HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final HttpBroker broker =
            HttpBroker.open(HttpTransport.port(0).lanes(2).idleConnections(MOST), builder -> builder);

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void thoseThatHaveWaitedLongestMakeRoom() throws Exception {
        List<LineClient> silent = open(200);
        assertEnded(silent.subList(0, 200 - MOST));
        for (LineClient client : silent.subList(200 - MOST, 200)) {
            assertThat(client.say(GET).line()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void soDoThoseThatAreBetweenTwoRequests() throws Exception {
        List<LineClient> kept = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            LineClient client = broker.raw();
            assertThat(client.say(GET).line()).startsWith("HTTP/1.1 200 ");
            kept.add(client);
        }
        for (LineClient client : kept.subList(0, 60 - MOST)) {
            assertThat(restOf(client)).contains("\"messages\":[]");
        }
        for (LineClient client : kept.subList(60 - MOST, 60)) {
            assertThat(client.say(GET + GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                            .rest())
                    .contains("HTTP/1.1 200 ", "Connection: close");
        }
    }

    @Test
    void halfAHeadIsNoRequest() throws Exception {
        List<LineClient> slow = open(100);
        for (LineClient client : slow.subList(100 - MOST, 100)) {
            client.say("GET /chan");
        }
        open(100);
        assertEnded(slow);
    }

    @Test
    void whatIsServedStays() throws Exception {
        WebSocketClient raw = broker.webSocket("/channels/news");
        WebSocketClient centrifuge = broker.webSocket("/connection/websocket");
        StreamClient events = broker.stream("/channels/news", "Accept", "text/event-stream");
        events.event();
        LineClient waiting = broker.raw();
        waiting.say("GET /channels/news?wait=1m HTTP/1.1\r\nHost: localhost\r\n\r\n");
        centrifuge.say("{\"id\":1,\"connect\":{}}").next();
        assertEnded(open(200).subList(0, 200 - MOST));
        assertThat(broker.post("/channels/news", "hello").statusCode()).isEqualTo(200);
        assertThat(raw.next()).isEqualTo("hello");
        assertThat(events.event()).endsWith("data: hello");
        assertThat(waiting.line()).startsWith("HTTP/1.1 200 ");
        assertThat(centrifuge.say("{\"id\":2,\"ping\":{}}").next()).isEqualTo("{\"id\":2,\"ping\":{}}");
    }

    @Test
    void atLeastOneMayStand() {
        assertThatThrownBy(() -> HttpTransport.port(0).idleConnections(0))
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessage("idleConnections must be positive: 0");
    }

    private List<LineClient> open(int count) throws IOException {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(broker.raw());
        }
        return clients;
    }

    private static void assertEnded(List<LineClient> clients) throws IOException {
        for (LineClient client : clients) {
            assertThat(restOf(client)).isEmpty();
        }
    }

    /** What comes until the other end closes; fails if it does not. */
    private static String restOf(LineClient client) throws IOException {
        try {
            return client.rest();
        } catch (SocketException reset) {
            return "";
        }
    }
}
