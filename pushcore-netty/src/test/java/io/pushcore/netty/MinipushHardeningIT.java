package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Bad input on the port of minipush: an error or the end, and nobody else notices")
@Timeout(120)
class MinipushHardeningIT {
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final MinipushTransport port = MinipushTransport.port(0).lanes(1).clientMessages();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ManualTime time = ManualTime.create();
    private Broker broker;

    @BeforeAll
    static void slowMachines() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    private void start(UnaryOperator<Broker.Builder> more) {
        broker = more.apply(Broker.builder().transport(port)).build();
        open.add(broker);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private WebSocketClient user(String uid) {
        WebSocketClient client = WebSocketClient.open(
                HttpClient.newHttpClient(),
                URI.create("ws://127.0.0.1:" + port.port() + "/ws"),
                "Cookie",
                "x-uid=" + uid);
        open.add(client);
        return client;
    }

    private LineClient raw(String head) throws Exception {
        LineClient client = new LineClient(port.port());
        open.add(client);
        return client.say("GET /ws HTTP/1.1\r\nCookie: x-uid=1\r\n" + head + "\r\n");
    }

    private LineClient webSocket() throws Exception {
        LineClient client = raw("Host: localhost\r\n" + UPGRADE);
        assertThat(client.line()).startsWith("HTTP/1.1 101 ");
        while (!client.line().equals("\r")) {
            // the rest of the head
        }
        return client;
    }

    @Test
    void whatIsNoRequestIsAnsweredAndTheEnd() throws Exception {
        start(builder -> builder);
        WebSocketClient bystander = user("2");
        for (String message : List.of("{}", "{\"other\":{}}", "{\"stats\":null}")) {
            WebSocketClient client = user("1").say(message);
            assertThat(client.next()).isEqualTo("{\"error\":{\"code\":3,\"params\":[\"unsupported request\"]}}");
            assertThat(client.next()).as(message).startsWith("<close 1008");
        }
        for (String message : List.of(
                "nothing",
                "",
                "[]",
                "7",
                "{",
                "{} {}",
                "{\"stats\":1}",
                "{\"stats\":{\"count_unread\":1}}",
                "{\"set_read\":{\"seq\":\"2\"}}",
                "{\"set_read\":{\"seq\":1.5}}",
                "{\"set_read\":{\"seq\":99999999999999999999999}}",
                "{\"stats\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")) {
            WebSocketClient client = user("1").say(message);
            assertThat(client.next()).as(message).startsWith("{\"error\":{\"code\":3,\"params\":[\"marshal error: ");
            assertThat(client.next()).as(message).startsWith("<close 1008");
        }
        WebSocketClient binary = user("1").say(new byte[] {1, 2});
        assertThat(binary.next()).startsWith("{\"error\":{\"code\":3,");
        assertThat(binary.next()).startsWith("<close 1008");
        broker.push("2", "all is well").join();
        assertThat(bystander.next()).isEqualTo("{\"head_seq\":1}");
    }

    @Test
    void namesThatAreNoneAndUsersThatAreNoneAreRefusedAndItGoesOn() throws Exception {
        start(builder -> builder);
        WebSocketClient one = user("1");
        for (String to : List.of("[\"a b\"]", "[\"a.>\"]", "[\"\"]", "[{}]", "[null]", "7", "[1.5]", "[\"\\u0000\"]")) {
            assertThat(one.say("{\"im\":{\"to\":" + to + "}}").next()).as(to).startsWith("{\"error\":{\"code\":3,");
        }
        assertThat(one.say("{\"set_read\":{\"seq\":1}}").next()).isEqualTo("{\"set_read\":{\"seq\":1}}");
    }

    @Test
    void aMessageOfMoreThan4096BytesClosesWith1009() throws Exception {
        start(builder -> builder);
        String fits = "{\"set_read\":{\"seq\":1}," + " ".repeat(4_096 - 32) + "\"x\":1}";
        assertThat(fits.length()).isLessThanOrEqualTo(4_096);
        assertThat(user("1").say(fits).next()).isEqualTo("{\"set_read\":{\"seq\":1}}");
        WebSocketClient client = user("1").say(" ".repeat(4_097));
        assertThat(client.next()).startsWith("<close 1009");
        // a frame that declares 60,000 bytes, masked with zeros, is not waited for
        LineClient liar = webSocket().say("\u0081\u00fe\u00ea\u0060\0\0\0\0" + " ".repeat(5_000));
        assertThat(liar.rest()).contains("\u0003\u00f1");
    }

    @Test
    void aPageOfAnotherSiteGetsNoSession() throws Exception {
        start(builder -> builder);
        for (String foreign : List.of(
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: evil.example\r\n")) {
            assertThat(raw(foreign + UPGRADE).line()).as(foreign).startsWith("HTTP/1.1 403 ");
        }
        assertThat(raw(UPGRADE).line()).startsWith("HTTP/1.1 400 ");
        assertThat(raw("Host: localhost\r\nContent-Length: 3\r\n" + UPGRADE + "\r\nabc")
                        .line())
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("Host: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" + UPGRADE)
                        .line())
                .startsWith("HTTP/1.1 400 ");
        assertThat(broker.stats().sessions()).isZero();
    }

    @Test
    void whoAnswersNoPingIsClosedAfter25SecondsAndWhoDoesIsNot() throws Exception {
        start(builder -> builder.time(time));
        LineClient silent = webSocket();
        WebSocketClient there = user("2");
        await().until(() -> broker.stats().connections() == 2);
        for (int second = 0; second < 19; second++) {
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(broker.stats().connections()).isEqualTo(2);
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            there.say("{\"stats\":{}}");
            return broker.stats().connections() == 1;
        });
        assertThat(silent.rest()).startsWith("\u0089\0").contains("442 ");
        assertThat(there.next()).startsWith("{\"stats\":");
    }

    @Test
    void connectionsThatShowNothingAreCapped() throws Exception {
        HeldAuthenticator held = new HeldAuthenticator();
        start(builder -> builder.authenticator(held).limit(Limit.UNAUTHENTICATED_CONNECTIONS, 2));
        LineClient first = raw("Host: localhost\r\n" + UPGRADE);
        raw("Host: localhost\r\n" + UPGRADE);
        await().until(() -> broker.stats().connections() == 2);
        assertThat(raw("Host: localhost\r\n" + UPGRADE).line()).startsWith("HTTP/1.1 429 ");
        held.admit();
        assertThat(first.line()).startsWith("HTTP/1.1 ");
    }

    @Test
    void withAnAuthenticatorAndNoRuleNobodySendsToOthersAndReadsTheOwnEventsOnly() throws Exception {
        start(builder -> builder.authenticator(shown -> CompletableFuture.completedFuture(Identity.of(shown.name()))));
        broker.push("1", "mine").join();
        WebSocketClient one = user("1");
        assertThat(one.say("{\"im\":{\"to\":[2],\"body\":\"hi\"}}").next()).startsWith("{\"error\":{\"code\":7,");
        assertThat(one.say("{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}").next())
                .contains("\"mine\"");
        assertThat(user("2")
                        .say("{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}")
                        .next())
                .isEqualTo("{\"get_events\":{}}");
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws Exception {
        start(builder -> builder);
        for (int i = 0; i < 100; i++) {
            broker.push("1", "x".repeat(60_000)).join();
        }
        LineClient slow = webSocket();
        String ask = "{\"get_events\":{\"from_seq\":1,\"to_seq\":100}}";
        for (int i = 0; i < 50; i++) {
            // masked with zeros
            slow.say("\u0081" + (char) (0x80 | ask.length()) + "\0\0\0\0" + ask);
        }
        WebSocketClient other = user("1");
        for (int i = 0; i < 20; i++) {
            broker.push("1", Payload.json("{}")).join();
        }
        assertThat(other.say("{\"set_read\":{\"seq\":101}}").next()).isNotEmpty();
        await().until(() -> broker.stats().connections() == 2);
    }
}
