package io.pushcore.netty;

import static io.pushcore.netty.GoPushBroker.PING;
import static io.pushcore.netty.GoPushBroker.PONG;
import static io.pushcore.netty.GoPushBroker.join;
import static io.pushcore.netty.GoPushBroker.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What attackers and accidents bring to the ports of go-push, and nobody else notices")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class GoPushHardeningIT {
    private static final String TOKEN = "0123456789abcdef";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final GoPushBroker broker = GoPushBroker.open();
    private WebSocketClient bystander;

    @BeforeEach
    void somebodyElseIsThere() throws Exception {
        bystander = broker.in("lobby");
    }

    @AfterEach
    void nobodyElseNoticed() throws Exception {
        broker.toRoom("lobby", "[\"all is well\"]");
        broker.advance(Duration.ofSeconds(1));
        assertThat(bystander.next()).isEqualTo(push("\"all is well\""));
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: evil.example\r\n"
            })
    void aPageOfAnotherSiteOrABentNameGetsNothing(String headers) throws Exception {
        try (LineClient client = new LineClient(broker.port())) {
            client.say("GET /connect HTTP/1.1\r\n" + headers + UPGRADE + "\r\n");
            assertThat(client.line()).startsWith("HTTP/1.1 403 ");
        }
        String form = "Content-Length: 9\r\nConnection: close\r\n\r\nitems=[1]";
        assertThat(broker.asked("POST /push/all HTTP/1.1\r\n" + headers + form)).startsWith("HTTP/1.1 403 ");
        assertThat(broker.asked("GET /stats HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void whatIsNoHandshakeBecomesNoConnection() throws Exception {
        for (String request : List.of(
                "GET /connect HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /connect HTTP/1.1\r\n" + UPGRADE + "\r\n",
                "GET /connect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n" + UPGRADE + "\r\nabc",
                "GET /connect HTTP/1.0\r\nHost: localhost\r\n" + UPGRADE + "\r\n",
                "GET /connect HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n" + UPGRADE + "\r\n",
                "GET /connect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            try (LineClient client = new LineClient(broker.port())) {
                assertThat(client.say(request).line()).as(request).startsWith("HTTP/1.1 400 ");
            }
        }
        try (LineClient client = new LineClient(broker.port())) {
            client.say("GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 404 ");
        }
        try (LineClient client = new LineClient(broker.port())) {
            client.say("POST /connect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 405 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "",
                "[]",
                "{",
                "{} {}",
                "{\"type\":\"JOIN\"}",
                "{\"type\":\"JOIN\",\"data\":{}}",
                "{\"type\":\"JOIN\",\"data\":{\"room\":\"\"}}",
                "{\"type\":\"JOIN\",\"data\":{\"room\":7}}",
                "{\"type\":\"JOIN\",\"data\":\"room\"}",
                "{\"type\":\"LEAVE\",\"data\":{\"room\":\"\"}}",
                "{\"type\":\"JOIN\",\"data\":{\"room\":\"x\"}"
            })
    void whatIsNoMessageEndsTheConnectionAndSaysWhy(String message) throws Exception {
        WebSocketClient client = broker.connected();
        assertThat(client.say(message).next()).startsWith("<close 1008 400 ");
    }

    @Test
    void deepJsonEndsOneConnection() throws Exception {
        WebSocketClient client = broker.connected();
        client.say("{\"z\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        assertThat(client.next()).startsWith("<close 1008 400 ");
    }

    @Test
    void otherTypesAndBinaryFramesArePassedOver() throws Exception {
        WebSocketClient client = broker.connected();
        client.say("{}")
                .say("{\"type\":\"SHOUT\",\"data\":{\"room\":\"lobby\"}}")
                .say("{\"type\":7,\"data\":null}");
        client.say(new byte[] {1, 2, 3});
        assertThat(client.say("{\"data\":{\"x\":[1,{\"room\":\"y\"}]},\"more\":null,\"type\":\"PING\"}")
                        .next())
                .isEqualTo(PONG);
    }

    @Test
    void aFrameThatIsTooLongOrNotMaskedEndsTheConnection() throws Exception {
        WebSocketClient client = broker.connected();
        assertThat(client.say("{\"type\":\"" + "x".repeat(200_000) + "\"}").next())
                .startsWith("<close 1009");
        try (LineClient raw = new LineClient(broker.port())) {
            raw.say("GET /connect HTTP/1.1\r\nHost: localhost\r\n" + UPGRADE + "\r\n");
            while (!raw.line().equals("\r")) {
                // the head
            }
            raw.say("\u0081\u0002{}");
            assertThat(raw.rest()).startsWith("\u0088").contains("\u0003\u00ea");
        }
    }

    @Test
    void manyPingsAndJoinsAreAnsweredInTheirOrder() throws Exception {
        WebSocketClient client = broker.connected();
        for (int i = 0; i < 2_000; i++) {
            client.say(i % 2 == 0 ? PING : join("room" + i % 7));
        }
        for (int pongs = 0; pongs < 1_000; ) {
            String heard = client.next();
            if (heard.equals(PONG)) {
                pongs++;
            } else {
                assertThat(heard).contains("\"code\":429,");
            }
        }
    }

    @Test
    void theOperatorsPortSaysWhatIsWrong() throws Exception {
        assertWrong("/push/all", "", "items must be in the form");
        assertWrong("/push/all", "items=", "items must be in the form");
        assertWrong("/push/all", "items={}", "items: ");
        assertWrong("/push/all", "items=[1", "items: ");
        assertWrong("/push/all", "items=[1]x", "items: ");
        assertWrong("/push/all", "items=nothing", "items: ");
        assertWrong("/push/all", "items=[%FF]", "items: ");
        assertWrong("/push/all", "items=[1]&items=[2]", "must not stand there twice");
        assertWrong("/push/all", "items=[1]%2", "two digits");
        assertWrong("/push/all", "items=[1]%zz", "two digits");
        assertWrong("/push/all", "items=[" + "1,".repeat(10_000) + "1]", "10000");
        assertWrong("/push/all", "items=" + "[".repeat(1_000), "items: ");
        assertWrong("/push/room", "items=[1]", "room must be in the form");
        assertWrong("/push/room", "room=&items=[1]", "room must be in the form");
        assertWrong("/push/room?room=lobby", "items=[1]", "room must be in the form");
        assertWrong("/push/room", "room=%FF&items=[1]", "");
        assertWrong("/push/room", "room=a+b&items=[1]", "room: ");
        assertWrong("/push/room", "room=*&items=[1]", "room: ");
        assertWrong("/push/room", "room=>&items=[1]", "room: ");
        assertWrong("/push/room", "room=lobby", "items must be in the form");
        assertThat(broker.post("/push/all", "[1]", "Content-Type: application/json"))
                .startsWith("HTTP/1.1 400 ")
                .contains("body must be a form");
        assertThat(broker.post("/push/all", "items=[\"" + "x".repeat(70_000) + "\"]"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(broker.get("/push/all")).startsWith("HTTP/1.1 405 ");
        assertThat(broker.get("/push")).startsWith("HTTP/1.1 404 ");
        assertThat(broker.asked("POST /push/all HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4194305\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(broker.post("/push/all", "items=[]&x=%26+y")).startsWith("HTTP/1.1 200 ");
    }

    private void assertWrong(String path, String body, String sentence) throws Exception {
        assertThat(broker.post(path, body))
                .as(path + " " + body.substring(0, Math.min(40, body.length())))
                .startsWith("HTTP/1.1 400 ")
                .contains(sentence);
    }

    @Test
    void reservedChannelsAreOutOfReachWhateverThePrefix() throws Exception {
        try (GoPushBroker bare = GoPushBroker.open(port -> port.rooms(""), port -> port, builder -> builder)) {
            WebSocketClient client = bare.connected();
            for (String name : List.of("@anna", "$health", "#anna")) {
                assertThat(client.say(join(name)).next()).as(name).contains("\"ERROR\"");
                assertThat(bare.toRoom(name, "[1]")).as(name).startsWith("HTTP/1.1 400 ");
            }
            assertThat(bare.toRoom("gopush.all", "[1]")).startsWith("HTTP/1.1 400 ");
            assertThat(client.say(join("gopush.all")).next()).contains("\"ERROR\"");
        }
    }

    @Test
    void theOperatorsPortNeedsATokenWhereOthersReachIt() throws Exception {
        GoPushTransport clients = GoPushTransport.port(0);
        assertThatThrownBy(() -> Broker.builder()
                        .transport(clients)
                        .transport(GoPushAdminTransport.port(0, clients).bind("0.0.0.0"))
                        .build())
                .hasMessageContaining("needs a token");
        try (GoPushBroker guarded = GoPushBroker.open(port -> port, port -> port.token(TOKEN), builder -> builder)) {
            for (String path : List.of("/stats", "/gateway/stats", "/stats?token=" + TOKEN)) {
                assertThat(guarded.get(path)).as(path).startsWith("HTTP/1.1 401 ");
            }
            assertThat(guarded.toAll("[1]")).startsWith("HTTP/1.1 401 ");
            String wrong = guarded.post("/push/all", "items=[1]", "Authorization: Bearer guess");
            assertThat(wrong).startsWith("HTTP/1.1 401 ").doesNotContain(TOKEN);
            assertThat(guarded.post("/push/all", "items=[1]", "Authorization: Bearer " + TOKEN))
                    .startsWith("HTTP/1.1 200 ");
        }
    }
}
