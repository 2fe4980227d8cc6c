package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Sessions of ipush: how they begin, go on and end, in chunks, by long poll and over WebSockets")
@Timeout(120)
class IpushSessionsIT {
    private static final String INVALID = "\r\n\r\n{\"error\":\"invalid uid\"}\n";
    private static final List<String> WRONG =
            List.of("uid=anna&password=wrong", "uid=anna&password=token+of+bert", "uid=bert&password=token+of+anna");

    private IpushBroker ipush;

    private void open(UnaryOperator<Broker.Builder> more) {
        ipush = IpushBroker.open(more);
    }

    private void open(UnaryOperator<IpushTransport> port, UnaryOperator<Broker.Builder> more) {
        ipush = IpushBroker.open(port, more);
    }

    @AfterEach
    void close() throws Exception {
        ipush.close();
    }

    // ---- who it is

    @Test
    void aWrongPasswordIsAnsweredBy400InPlaceOfTheStream() throws Exception {
        open(IpushBroker::knowing);
        for (String type : List.of("", "&type=1", "&type=2")) {
            for (String query : WRONG) {
                assertThat(ipush.asking(query + type).rest())
                        .as(query + type)
                        .startsWith("HTTP/1.1 400 Bad Request\r\n")
                        .endsWith(INVALID);
            }
        }
        assertThat(ipush.admin("GET /stats", "")).contains("\"auth_fail_number\":9,");
        ipush.stream(IpushBroker.known("anna"));
    }

    @Test
    void aWrongPasswordIsAnsweredBy400InPlaceOfTheWebSocket() throws Exception {
        open(IpushBroker::knowing);
        for (String query : WRONG) {
            assertThat(ipush.rawWebSocket(query, "").rest())
                    .as(query)
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith(INVALID);
        }
        assertThatThrownBy(() -> ipush.webSocket(WRONG.get(0)))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(refused -> assertThat(((WebSocketHandshakeException) refused.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(400));
        ipush.broker().push("anna", "hello").join();
        assertThat(ipush.webSocket(IpushBroker.known("anna")).next()).contains("\"s\":1,", "hello");
    }

    @Test
    void whatIsSaidBeforeTheHandshakeIsAnsweredIsTheEnd() throws Exception {
        HeldAuthenticator held = new HeldAuthenticator();
        open(builder -> builder.authenticator(held));
        // a ping, a text and a broken frame, masked with zeros
        for (String early : List.of("\u0089\u0080\0\0\0\0", "\u0081\u0081\0\0\0\0 ", "\u00ff\u00ff")) {
            assertThat(ipush.rawWebSocket("uid=anna&password=x", early).rest()).isEmpty();
        }
        held.admit();
        ipush.webSocket("uid=anna&password=x").say(" ");
    }

    @Test
    void usersOfAnotherNodeAreSentThereInEveryForm() throws Exception {
        open(
                port -> port.owner(user -> user.startsWith("a") ? "" : "other.example:9000"),
                builder -> IpushBroker.knowing(builder));
        ipush.stream(IpushBroker.known("anna"));
        for (String type : List.of("", "&type=2")) {
            assertThat(ipush.asking("uid=bert&password=x" + type).rest())
                    .startsWith("HTTP/1.1 303 See Other\r\n")
                    .contains("\r\nLocation: http://other.example:9000/connect?password=x")
                    .contains("&uid=bert\r\n", "\r\nContent-Length: 0\r\n");
        }
        assertThat(ipush.rawWebSocket("uid=bert&password=x", "").rest())
                .startsWith("HTTP/1.1 303 See Other\r\n")
                .contains("\r\nLocation: http://other.example:9000/connect?password=x&uid=bert\r\n");
        assertThat(ipush.admin("GET /shard?uid=bert", "")).contains("\"other.example:9000\"");
        assertThat(ipush.admin("GET /stats", "")).contains("\"redirect_number\":3,");
    }

    // ---- who goes on

    @Test
    void theNextConnectTakesOverWhateverFormItHas() throws Exception {
        open(builder -> builder);
        ipush.broker().push("anna", "one").join();
        IpushClient chunks = ipush.connected("anna");
        assertThat(chunks.next()).contains("\"s\":1,");
        WebSocketClient socket = ipush.webSocket("uid=anna&password=x");
        assertThat(socket.next()).contains("\"s\":1,");
        assertThat(chunks.next()).isEmpty();
        assertThat(chunks.rest()).isEmpty();
        IpushClient again = ipush.connected("anna");
        assertThat(again.next()).contains("\"s\":1,");
        assertThat(socket.next()).startsWith("<close 1008 445 ");
        IpushClient poll = ipush.stream("uid=anna&password=x&type=2");
        assertThat(poll.next()).contains("\"s\":1,");
        assertThat(again.next()).isEmpty();
        assertThat(ipush.admin("GET /stats", "")).containsPattern("\"connect\":\\d+,");
    }

    @Test
    void aLongPollOverAWebSocketEndsAfterTheFirstMessageToo() throws Exception {
        open(builder -> builder);
        ipush.broker().push("anna", "one").join();
        ipush.broker().push("anna", "two").join();
        WebSocketClient poll = ipush.webSocket("uid=anna&password=x&type=2");
        assertThat(poll.next()).contains("\"s\":1,");
        assertThat(poll.next()).isEqualTo("<close 1000>");
    }

    @Test
    void theServerSaysThatItIsThere() throws Exception {
        ManualTime time = ManualTime.create();
        open(port -> port.heartbeatEvery(Duration.ofSeconds(20)), builder -> builder.time(time));
        IpushClient chunks = ipush.connected("anna");
        IpushClient poll = ipush.stream("uid=carla&password=x&type=2");
        for (int i = 0; i < 3; i++) {
            for (IpushClient client : List.of(chunks, poll)) {
                passUntil(time, client::hasCome);
                assertThat(client.chunk()).isEqualTo(" ");
            }
        }
        LineClient socket = ipush.rawWebSocket("uid=bert&password=x", "");
        for (String line = socket.line(); !line.equals("\r"); line = socket.line()) {
            assertThat(line).isNotEmpty();
        }
        passUntil(time, socket::hasCome);
        assertThat(socket.bytes(2)).isEqualTo("\u0089\0");
    }

    private static void passUntil(ManualTime time, Callable<Boolean> hasCome) {
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return hasCome.call();
        });
    }

    @Test
    void aWebSocketThatAnswersNoPingIsClosed() throws Exception {
        ManualTime time = ManualTime.create();
        open(builder -> builder.time(time));
        LineClient gone = ipush.rawWebSocket("uid=anna&password=x", "");
        assertThat(gone.line()).startsWith("HTTP/1.1 101 ");
        WebSocketClient there = ipush.webSocket("uid=bert&password=x");
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            there.say(" ");
            return ipush.broker().stats().connections() == 1;
        });
        ipush.broker().push("bert", "still there").join();
        assertThat(there.next()).contains("still there");
    }

    @Test
    void whoReadsLateGetsEverything() throws Exception {
        open(builder -> builder);
        IpushClient late = ipush.connected("anna");
        IpushClient neighbour = ipush.connected("bert");
        String text = "x".repeat(20_000);
        for (int i = 0; i < 900; i++) {
            ipush.broker().push("anna", text).join();
        }
        ipush.broker().push("bert", "not held up").join();
        assertThat(neighbour.next()).contains("not held up");
        for (int i = 1; i <= 900; i++) {
            assertThat(late.next()).startsWith("{\"y\":3,\"s\":" + i + ",");
        }
    }

    @Test
    void aSessionEndsWhenItsCredentialsExpire() throws Exception {
        ManualTime time = ManualTime.create();
        open(builder -> builder.time(time)
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        Identity.of(credentials.name()).expires(time.now().plusSeconds(60)))));
        IpushClient chunks = ipush.connected("anna");
        WebSocketClient socket = ipush.webSocket("uid=bert&password=x");
        time.advance(Duration.ofSeconds(120));
        assertThat(chunks.next()).startsWith("{\"error\":\"");
        assertThat(chunks.next()).isEmpty();
        assertThat(socket.next()).startsWith("<close ");
        ipush.connected("anna");
    }

    @Test
    void whoSaysNothingForTooLongIsLetGo() throws Exception {
        open(port -> port.idle(Duration.ofMillis(300)), builder -> builder);
        for (String type : List.of("1", "2")) {
            IpushClient anna = ipush.stream("uid=anna&password=x&type=" + type);
            assertThat(anna.next()).isEmpty();
            assertThat(anna.rest()).isEmpty();
        }
    }
}
