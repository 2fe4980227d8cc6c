package io.pushcore.netty;

import static io.pushcore.netty.SocketIoPort.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.ErrorCode;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.PushCoreException;
import io.pushcore.socketio.SocketIoClient;
import io.pushcore.socketio.SocketIoHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Engine.IO and Socket.IO, packet by packet")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class SocketIoIT {
    private final CountDownLatch slow = new CountDownLatch(1);
    private final SocketIoPort port = SocketIoPort.open(SocketIoTransport.port(0)
            .lanes(2)
            .allowOrigins("https://app.example")
            .on("echo", (client, event) -> client.emit("echo", event.args().toArray(new Payload[0])))
            .on("join", (client, event) -> client.join(event.text()).thenAccept(from -> event.answer()))
            .on("slow", (client, event) -> slow.await())
            .on("ask", (client, event) -> event.answer(event.args().toArray(new Payload[0])))
            .namespace("/custom", SocketIoHandlers.none()));

    @AfterEach
    void close() throws Exception {
        slow.countDown();
        port.close();
    }

    private static void assertRefused(HttpResponse<String> answer, int code, String message) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    }

    private void assertGone(String session) throws Exception {
        assertRefused(port.get(session), 1, "Session ID unknown");
    }

    @Test
    void theHandshakeSaysWhatAClientMustKnow() throws Exception {
        HttpResponse<String> polling = port.get(V4 + "polling");
        assertThat(polling.statusCode()).isEqualTo(200);
        assertThat(polling.body())
                .matches("0\\{\"sid\":\"[A-Za-z0-9_-]{22}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":25000,"
                        + "\"pingTimeout\":20000,\"maxPayload\":\\d+}");
        assertThat(port.webSocket(V4 + "websocket").next()).contains("\"upgrades\":[],");
        assertThat(port.get("/socket.io/?EIO=3&transport=polling").body())
                .matches("\\d+:0\\{\"sid\":.*\"pingTimeout\":20000}.*");
    }

    @Test
    void whatIsNoHandshakeIsRefused() throws Exception {
        assertRefused(port.get("/socket.io/?transport=polling"), 5, "Unsupported protocol version");
        assertRefused(port.get("/socket.io/?EIO=abc&transport=polling"), 5, "Unsupported protocol version");
        assertRefused(port.get("/socket.io/?EIO=5&transport=polling"), 5, "Unsupported protocol version");
        assertRefused(port.get("/socket.io/?EIO=4"), 0, "Transport unknown");
        assertRefused(port.get(V4 + "abc"), 0, "Transport unknown");
        assertRefused(port.post(V4 + "polling", "40"), 2, "Bad handshake method");
        assertRefused(port.send("PUT", V4 + "polling", "40"), 2, "Bad handshake method");
        assertRefused(port.get(V4 + "polling&sid=zzz"), 1, "Session ID unknown");
        assertThat(port.get("/other").statusCode()).isEqualTo(404);
        String session = port.session();
        assertRefused(port.get(session.replace("EIO=4", "EIO=3")), 3, "Bad request");
        assertThat(port.post(session, "40").body()).isEqualTo("ok");
    }

    @Test
    void aClientEntersLeavesAndEntersAgain() throws Exception {
        String session = port.session();
        assertThat(port.post(session, "40").body()).isEqualTo("ok");
        assertThat(port.get(session).body()).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{22}\"}");
        port.post(session, "40/custom,\u001e40/none,");
        String both = port.get(session).body();
        assertThat(both
                        + (both.contains("44/") && both.contains("40/")
                                ? ""
                                : port.get(session).body()))
                .contains("44/none,{\"message\":\"Invalid namespace\"}")
                .contains("40/custom,{\"sid\":\"");
        port.post(session, "41");
        port.post(session, "40");
        assertThat(port.get(session).body()).startsWith("40{");
        await().until(() -> port.transport().clients().size() == 1);
    }

    @Test
    void eventsAndAnswersGoBothWays() throws Exception {
        String session = port.connected();
        port.post(session, "42[\"echo\",1,\"2\",{\"3\":[true]}]");
        assertThat(port.get(session).body()).isEqualTo("42[\"echo\",1,\"2\",{\"3\":[true]}]");
        port.post(session, "42456[\"ask\",1]");
        assertThat(port.get(session).body()).isEqualTo("43456[1]");
        port.post(
                session,
                "452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"
                        + "\u001ebAQID\u001ebBAUG");
        assertThat(port.get(session).body())
                .isEqualTo("452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"
                        + "\u001ebAQID\u001ebBAUG");
        SocketIoClient client = port.transport().clients().get(0);
        CompletableFuture<List<Payload>> answer = client.ask("why", Duration.ofSeconds(60));
        assertThat(port.get(session).body()).isEqualTo("420[\"why\"]");
        port.post(session, "430[\"so\"]");
        assertThat(answer.get()).containsExactly(Payload.of("so"));
    }

    @Test
    void whatIsPublishedElsewhereArrivesInEachForm() throws Exception {
        WebSocketClient socket = port.webSocket(V4 + "websocket");
        socket.next();
        socket.say("40").next();
        socket.say("421[\"join\",\"news\"]");
        assertThat(socket.next()).isEqualTo("431[]");
        port.broker().channel("news").publish("te\nxt").join();
        assertThat(socket.next()).isEqualTo("42[\"message\",\"te\\nxt\"]");
        port.broker().channel("news").publish(Payload.json("{\"a\":1}")).join();
        assertThat(socket.next()).isEqualTo("42[\"message\",{\"a\":1}]");
        port.broker().channel("news").publish(Payload.of(new byte[3])).join();
        assertThat(socket.next()).isEqualTo("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(socket.next()).isEqualTo("<binary 3>");
        port.broker().broadcast(Payload.of("all")).join();
        assertThat(socket.next()).isEqualTo("42[\"message\",\"all\"]");
    }

    @Test
    void aSessionGoesOverToAWebSocket() throws Exception {
        String session = port.connected();
        CompletableFuture<HttpResponse<String>> poll = port.getLater(session);
        WebSocketClient socket = port.webSocket(session.replace("polling", "websocket"));
        assertThat(socket.say("2probe").next()).isEqualTo("3probe");
        assertThat(poll.get().body()).isEqualTo("6");
        socket.say("5").say("42[\"echo\",1]");
        assertThat(socket.next()).isEqualTo("42[\"echo\",1]");
        assertRefused(port.get(session), 3, "Bad request");
        WebSocketClient second = port.webSocket(session.replace("polling", "websocket"));
        assertThat(second.next()).startsWith("<close 1000");
        socket.say("42[\"echo\",2]");
        assertThat(socket.next()).isEqualTo("42[\"echo\",2]");
    }

    @Test
    void anUpgradeThatIsBrokenOffLeavesTheSessionWhereItWas() throws Exception {
        String session = port.connected();
        for (List<String> said : List.of(List.<String>of(), List.of("2probe"), List.of("2probe", "6"), List.of("5"))) {
            WebSocketClient socket = port.webSocket(session.replace("polling", "websocket"));
            said.forEach(socket::say);
            socket.close();
            port.post(session, "42[\"echo\",\"still\"]");
            String body = port.get(session).body();
            assertThat(body.equals("6") ? port.get(session).body() : body).isEqualTo("42[\"echo\",\"still\"]");
        }
    }

    @Test
    void twoPollsAtOnceEndTheSession() throws Exception {
        String session = port.connected();
        CompletableFuture<HttpResponse<String>> one = port.getLater(session);
        CompletableFuture<HttpResponse<String>> two = port.getLater(session);
        List<String> answers = List.of(
                one.get().statusCode() + one.get().body(),
                two.get().statusCode() + two.get().body());
        assertThat(answers).contains("2001").anyMatch(answer -> answer.startsWith("400"));
        assertGone(session);
    }

    @Test
    void aPollThatIsGivenUpEndsTheSession() throws Exception {
        String session = port.connected();
        LineClient raw = port.raw();
        raw.say("GET " + session + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        raw.close();
        await().atMost(Duration.ofSeconds(60)).until(() -> port.broker().stats().connections() == 0);
    }

    @Test
    void theClientsCloseEndsItsPollAndTheSession() throws Exception {
        String session = port.connected();
        CompletableFuture<HttpResponse<String>> poll = port.getLater(session);
        port.post(session, "42[\"echo\",0]");
        assertThat(poll.get().body()).isEqualTo("42[\"echo\",0]");
        CompletableFuture<HttpResponse<String>> last = port.getLater(session);
        await().until(() -> {
            port.post(session, "1");
            return last.isDone();
        });
        assertThat(last.get().body()).isEqualTo("6");
        assertGone(session);
    }

    @Test
    void brokenPacketsEndTheSession() throws Exception {
        for (String body : List.of(
                "abc",
                "4",
                "4x",
                "42",
                "42{}",
                "42[]",
                "42[1]",
                "42[\"disconnect\"]",
                "42[\"a\"",
                "2",
                "0",
                "5",
                "40",
                "44{}",
                "45[\"a\"]",
                "451-[\"echo\"]\u001e42[\"a\"]",
                "bAQID",
                "4511-[\"echo\"]",
                "451-[\"echo\",{\"_placeholder\":true,\"num\":5}]\u001ebAQID",
                "42/custom,[\"a\"]",
                "43[1")) {
            String session = port.connected();
            port.post(session, body);
            assertGone(session);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> port.broker().stats().connections() == 0);
    }

    @Test
    void whatIsTooLongIsRefusedAndBeforeOneIsInThatIsLittle() throws Exception {
        String session = port.session();
        assertThat(port.post(session, "40{\"a\":\"" + "x".repeat(10_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertGone(session);
        String in = port.connected();
        assertThat(port.post(in, "42[\"echo\",\"" + "x".repeat(10_000) + "\"]").body())
                .isEqualTo("ok");
        assertThat(port.post(in, "42[\"echo\",\"" + "x".repeat(16 << 20) + "\"]")
                        .statusCode())
                .isEqualTo(413);
        WebSocketClient socket = port.webSocket(V4 + "websocket");
        socket.next();
        socket.say("40{\"a\":\"" + "x".repeat(10_000) + "\"}");
        assertThat(socket.next()).startsWith("<close 1009");
    }

    @Test
    void aClientWhoseEventsAreNotDoneIsNotRead() throws Exception {
        String session = port.connected();
        port.post(session, "42[\"slow\"]");
        String many = String.join("\u001e", Collections.nCopies(40, "42[\"echo\",1]"));
        CompletableFuture<HttpResponse<String>> held = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return port.post(session, many);
                    } catch (Exception failed) {
                        throw new AssertionError(failed);
                    }
                },
                work -> new Thread(work).start());
        assertThat(port.getLater(session)).isNotDone();
        assertThat(held).isNotDone();
        slow.countDown();
        assertThat(held.get().body()).isEqualTo("ok");
    }

    @Test
    void pagesOfOthersGetNothingAndThoseOfAnAllowedOriginMayRead() throws Exception {
        for (String foreign : List.of(
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: evil.example\r\n")) {
            for (String request :
                    List.of("GET " + V4 + "polling", "POST " + V4 + "polling", "GET " + V4 + "websocket")) {
                assertThat(port.raw()
                                .say(request + " HTTP/1.1\r\n" + foreign
                                        + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                                .rest())
                        .as(foreign + request)
                        .startsWith("HTTP/1.1 403 ")
                        .contains("\"code\":4,");
            }
        }
        String own = "Host: localhost\r\nOrigin: https://app.example\r\nConnection: close\r\n";
        assertThat(port.raw()
                        .say("OPTIONS " + V4 + "polling HTTP/1.1\r\n" + own
                                + "Access-Control-Request-Method: POST\r\n\r\n")
                        .rest())
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: https://app.example", "GET, POST");
        assertThat(port.raw()
                        .say("GET " + V4 + "polling HTTP/1.1\r\n" + own + "\r\n")
                        .rest())
                .startsWith("HTTP/1.1 200 ")
                .contains("Access-Control-Allow-Origin: https://app.example", "Access-Control-Allow-Credentials: true");
    }

    @Test
    void whoIsKickedIsToldSoAndWhoIsSentAwayComesBack() throws Exception {
        WebSocketClient socket = port.webSocket(V4 + "websocket");
        socket.next();
        socket.say("40").next();
        String session = port.broker().sessions(10).join().sessions().get(0).id();
        port.broker().disconnect(session, Farewell.STAY_AWAY, "enough").join();
        assertThat(socket.next()).isEqualTo("41");
        WebSocketClient drained = port.webSocket(V4 + "websocket");
        drained.next();
        drained.say("40").next();
        port.broker().drain(Duration.ofMillis(10)).join();
        assertThat(drained.next()).startsWith("<close 1000");
    }

    @Test
    void credentialsAreThoseOfTheConnect() throws Exception {
        try (SocketIoPort guarded = SocketIoPort.open(
                SocketIoTransport.port(0)
                        .lanes(1)
                        .onConnect(
                                client -> client.emit("hello", client.identity().user())),
                builder -> builder.authenticator(shown -> shown.token().equals("secret")
                        ? CompletableFuture.completedFuture(Identity.of("anna"))
                        : CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong"))))) {
            WebSocketClient socket = guarded.webSocket(V4 + "websocket");
            socket.next();
            assertThat(socket.say("40").next()).startsWith("44{\"message\":\"").contains("\"code\":401");
            assertThat(socket.say("40{\"token\":\"wrong\"}").next()).startsWith("44{");
            assertThat(socket.say("40{\"token\":\"secret\"}").next()).startsWith("40{");
            assertThat(socket.next()).isEqualTo("42[\"hello\",\"anna\"]");
        }
    }
}
