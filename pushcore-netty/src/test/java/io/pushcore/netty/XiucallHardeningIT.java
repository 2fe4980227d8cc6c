package io.pushcore.netty;

import static io.pushcore.netty.XiucallBroker.GREETING;
import static io.pushcore.netty.XiucallBroker.OPENING;
import static io.pushcore.netty.XiucallBroker.body;
import static io.pushcore.netty.XiucallBroker.commit;
import static io.pushcore.netty.XiucallBroker.message;
import static io.pushcore.netty.XiucallSignaturesTest.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName(
        "What attackers and accidents bring to the ports of xiucall-push ends one connection, and nobody else notices")
@Timeout(240)
@ExtendWith(LeakWatch.class)
final class XiucallHardeningIT {
    private static final String TOKEN = "0123456789abcdef";
    private static final String KEY = "a key of some length";
    private static final String JSON = "Content-Type: application/json";

    private final XiucallBroker broker = XiucallBroker.open();
    private WebSocketClient bystander;

    @BeforeEach
    void somebodyElseIsThere() throws Exception {
        bystander = broker.taking("bystander");
    }

    @AfterEach
    void nobodyElseNoticed() throws Exception {
        broker.push("bystander", "\"all is well\"");
        assertThat(bystander.next()).isEqualTo(message("[\"c1\"]", "srv", "\"all is well\""));
        broker.close();
    }

    private String atConnector(String bytes) throws IOException {
        try (LineClient client = new LineClient(broker.connectorPort())) {
            return client.say(bytes).line();
        }
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
        for (String path : List.of(OPENING, "/socket.io/?EIO=4&transport=polling")) {
            assertThat(atConnector("GET " + path + " HTTP/1.1\r\n" + headers
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nx-nbb-authid: bob\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
        for (String path : List.of("/apis", "/queues/bystander", "/watch/bystander", "/healthy")) {
            assertThat(broker.asked("GET " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(broker.asked("POST /push HTTP/1.1\r\n" + headers + JSON
                        + "\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void onlyWhoSignsGetsTheOwnQueue() throws Exception {
        try (XiucallBroker guarded =
                XiucallBroker.open(port -> port, builder -> builder.authenticator(XiucallSignatures.key(KEY)))) {
            guarded.push("bob", "\"secret\"");
            String now = "" + Instant.now().getEpochSecond();
            for (String sign : List.of(
                    "",
                    "x",
                    signed(KEY, "eve", now),
                    signed("another key than that", "bob", now),
                    signed(KEY, "bob", "" + (Instant.now().getEpochSecond() - 86_400)))) {
                WebSocketClient guess = guarded.asking("x-nbb-authid", "bob", "x-nbb-sign", sign);
                assertThat(guess.next()).startsWith("0{");
                assertThat(guess.next()).as(sign).isEqualTo("41");
            }
            WebSocketClient nobody = guarded.asking("x-nbb-sign", signed(KEY, "bob", now));
            assertThat(nobody.next()).startsWith("0{");
            assertThat(nobody.next()).isEqualTo("41");
            WebSocketClient bob = guarded.asking("x-nbb-authid", "bob", "x-nbb-sign", signed(KEY, "bob", now));
            assertThat(bob.next()).startsWith("0{");
            assertThat(bob.next()).isEqualTo("40");
            assertThat(bob.next()).isEqualTo(GREETING);
            assertThat(bob.say("42[\"commit\",0]").next()).isEqualTo(message("[\"c1\"]", "srv", "\"secret\""));
        }
    }

    @Test
    void whoSaysNothingOfWhoItIsIsDisconnected() throws Exception {
        for (String id : List.of("", "*", "x".repeat(256))) {
            WebSocketClient nobody = broker.asking("x-nbb-authid", id);
            assertThat(nobody.next()).startsWith("0{");
            assertThat(nobody.next()).as(id).isEqualTo("41");
        }
    }

    @Test
    void theRestPortNeedsATokenWhereOthersReachIt() throws Exception {
        assertThatThrownBy(() -> Broker.builder()
                        .transport(XiucallTransport.port(0).bind("0.0.0.0"))
                        .build())
                .hasMessageContaining("needs a token");
        try (XiucallBroker guarded = XiucallBroker.open(port -> port.token(TOKEN), builder -> builder)) {
            for (String path : List.of("/apis", "/queues/bob", "/watch/bob", "/healthy", "/apis?token=" + TOKEN)) {
                assertThat(guarded.get(path)).as(path).startsWith("HTTP/1.1 401 ");
            }
            assertThat(guarded.post("/push?autoCreate=1", "{}", JSON, "Authorization: Bearer guess"))
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContain(TOKEN);
            assertThat(guarded.get("/apis", "Authorization: Bearer " + TOKEN)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void whatIsNoPushIsRefusedAndItGoesOn() throws Exception {
        for (String wrong : List.of(
                "",
                "x",
                "[]",
                "1",
                "\"x\"",
                "{",
                "{}{}",
                "{\"data\":1,}",
                "{\"data\":" + "[".repeat(10_000),
                "{\"data\":\"\u00ff\"}")) {
            assertThat(broker.post("/push?autoCreate=1", wrong, JSON))
                    .as(wrong.substring(0, Math.min(20, wrong.length())))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("\r\n\r\nBad Request");
        }
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonx")) {
            assertThat(broker.post("/push", "{}", "Content-Type: " + type))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("Content-Type: application/json charset: utf-8.");
        }
        assertThat(body(broker.post("/push", "{\"send_id\":{},\"channel\":[[1]],\"recv_id\":[true],\"data\":1}", JSON)))
                .isEqualTo(
                        "{\"ok\":0,\"errors\":[\"Property send_id must be text.\",\"Property channel must be text.\","
                                + "\"Property recv_id must be text.\",\"Property send_id required.\","
                                + "\"Property channel required.\",\"Property recv_id required.\"]}");
        String many = "[" + "\"x\",".repeat(10_000) + "\"x\"]";
        assertThat(broker.push("?autoCreate=1", many, "1")).contains("10000");
        assertThat(broker.push("?autoCreate=1", "[\"bystander\"]", "\"" + "x".repeat(70_000) + "\""))
                .startsWith("{\"ok\":0,");
        assertThat(broker.asked(
                        "POST /push HTTP/1.1\r\nHost: localhost\r\n" + JSON + "\r\nContent-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(broker.asked("POST /push HTTP/1.1\r\nHost: localhost\r\n" + JSON
                        + "\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void namesAndNumbersThatAreNone() throws Exception {
        for (String id : List.of("*", "%20", "%0a", "x".repeat(256), "%ff", "..", "%2e%2e")) {
            for (String path : List.of("/queues/", "/watch/")) {
                assertThat(broker.get(path + id)).as(path + id).startsWith("HTTP/1.1 4");
            }
        }
        String sender = "{\"send_id\":\"no name\",\"channel\":[\"c\"],\"recv_id\":[\"bystander\"],\"data\":1}";
        assertThat(broker.post("/push", sender, JSON))
                .startsWith("HTTP/1.1 400 ")
                .contains("send_id must be a name");
        for (String number : List.of("x", "1.5", "1e3", "99999999999999999999", "%00", "0x1")) {
            assertThat(broker.get("/queues/bystander?limit=" + number))
                    .contains("{\"limit\":\"limit is not integer.\"}");
            assertThat(broker.get("/watch/bystander?channel=" + number))
                    .contains("{\"channel\":\"channel is not integer.\"}");
        }
        assertThat(broker.get("/queues/bystander?since=-5&limit=1001")).contains("limit must less than 1001.");
        assertThat(body(broker.get("/queues/bystander?since=9999999999"))).isEqualTo("{\"ok\":1,\"messages\":[]}");
        assertThat(body(broker.get("/queues/bystander?since=-9999999999"))).isEqualTo("{\"ok\":1,\"messages\":[]}");
        assertThat(body(broker.post("/watch/bystander", "")))
                .isEqualTo("{\"ok\":0,\"errors\":[{\"_id\":\"_id required.\"}]}");
        assertThat(body(broker.post("/watch/bystander?_id=" + "f".repeat(500), "")))
                .isEqualTo("{\"ok\":0}");
        assertThat(broker.get("/nothing")).startsWith("HTTP/1.1 404 ").contains("\"ok\":0");
        assertThat(broker.post("/apis", "")).startsWith("HTTP/1.1 405 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42[\"commit\"]",
                "42[\"commit\",-1]",
                "42[\"commit\",1.5]",
                "42[\"commit\",\"all\"]",
                "42[\"commit\",null]",
                "42[\"commit\",99999999999]",
                "42[\"commit\",{\"a\":1}]",
                "42[7]",
                "42[]",
                "42",
                "4",
                "nothing"
            })
    void whatIsNoCommitEndsTheConnection(String packet) throws Exception {
        broker.push("bob", "1");
        WebSocketClient bob = broker.taking("bob");
        assertThat(bob.next()).isEqualTo(message("[\"c1\"]", "srv", "1"));
        assertThat(bob.say(packet).next()).startsWith("<close");
        // it was not committed
        assertThat(broker.taking("bob").next()).isEqualTo(message("[\"c1\"]", "srv", "1"));
    }

    @Test
    void otherEventsArePassedOver() throws Exception {
        WebSocketClient bob = broker.taking("bob");
        bob.say("42[\"message\",[]]").say("42[\"shout\",{\"to\":\"eve\"}]");
        broker.push("bob", "1");
        assertThat(bob.next()).isEqualTo(message("[\"c1\"]", "srv", "1"));
    }

    @Test
    void whoHasItSaidAgainAndAgainCostsItself() throws Exception {
        broker.push("bob", "\"" + "x".repeat(60_000) + "\"");
        WebSocketClient bob = broker.taking("bob");
        String first = bob.next();
        for (int i = 0; i < 100; i++) {
            bob.say("42[\"commit\",0]");
        }
        assertThat(bob.next()).isIn(first, "<close 1000>");
        broker.push("bob", "2");
        WebSocketClient again = broker.taking("bob");
        assertThat(again.next()).isEqualTo(first);
        assertThat(commit(again).next()).isEqualTo(message("[\"c1\"]", "srv", "2"));
    }

    @Test
    void whoDoesNotFinishARequestIsClosed() throws Exception {
        try (LineClient rest = new LineClient(broker.port());
                LineClient connector = new LineClient(broker.connectorPort())) {
            rest.say("GET /apis HTTP/1.1\r\nHost: loc");
            connector.say("GET /socket.io/?EIO=3");
            assertThat(rest.takesAll().lineHoweverLate()).startsWith("HTTP/1.1 408 ");
            assertThat(connector.takesAll().lineHoweverLate()).startsWith("HTTP/1.1 408 ");
        }
    }
}
