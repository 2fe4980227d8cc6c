package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What attackers and accidents bring to the ports of the other systems' protocols, and nobody else notices")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class OtherSystemsHardeningIT {
    private static final String GO_PUSH = "go-push";
    private static final String OPERATORS = "go-push-admin";
    private static final String SOCKET_IO = "socketio";
    private static final String PUSHD = "pushd-http";
    private static final String XIUCALL = "xiucall";

    private final OtherSystemsPorts ports = new OtherSystemsPorts();

    @AfterEach
    void everyPortStillServes() throws Exception {
        try (ports) {
            for (OtherSystemsPorts.Port port : ports.all().values()) {
                assertServed(port);
            }
        }
    }

    private void assertServed(OtherSystemsPorts.Port port) throws IOException {
        assertThat(ports.raw(port).say(port.served()).lineHoweverLate())
                .as(port.name())
                .startsWith(port.answer());
    }

    /** Said on each port: the answer, after which the connection is closed. */
    private void assertRefused(String status, String bytes) throws IOException {
        for (OtherSystemsPorts.Port port : ports.all().values()) {
            String said = bytes.replace("TARGET", port.target());
            String answer = OtherSystemsPorts.rest(ports.raw(port).say(said));
            assertThat(answer)
                    .as(port.name() + " to " + said)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("Connection: close")
                    .containsOnlyOnce("Cache-Control: ");
        }
    }

    private String session() throws IOException {
        String answer = OtherSystemsPorts.rest(
                ports.raw(SOCKET_IO)
                        .say(
                                "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        return "/socket.io/?EIO=4&transport=polling&sid=" + answer.replaceAll("(?s).*\"sid\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void aHeadOrABodyThatDoesNotComeIsRefusedInTime() throws Exception {
        List<LineClient> slow = new ArrayList<>();
        for (OtherSystemsPorts.Port port : ports.all().values()) {
            slow.add(ports.raw(port));
            slow.add(ports.raw(port).say(port.served().substring(0, 6)));
            slow.add(ports.raw(port).say(port.served().replaceFirst("(?s)\r\n\r\n$", "\r\nX-More: ")));
        }
        String body = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nhalf of it";
        slow.add(ports.raw(OPERATORS).say("POST /push/all" + body));
        slow.add(ports.raw(SOCKET_IO).say("POST " + session() + body));
        slow.add(ports.raw(XIUCALL).say("POST /push" + body));
        for (OtherSystemsPorts.Port port : ports.all().values()) {
            assertServed(port);
        }
        for (LineClient one : slow) {
            assertThat(OtherSystemsPorts.rest(one)).startsWith("HTTP/1.1 408 ").contains("Connection: close");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET TARGET HTTP/1.1\r\n\r\n",
                "GET TARGET HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "POST TARGET HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST TARGET HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST TARGET HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST TARGET HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST TARGET HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST TARGET HTTP/1.1\r\nHost: localhost\r\nContent-Length : 1\r\n\r\n",
                "GET TARGET HTTP/1.1\nHost: localhost\n\n",
                "\u0001GET TARGET HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void whatTwoServersCouldReadDifferentlyIsRefusedAndNothingBehindItIsServed(String bytes) throws Exception {
        assertRefused("400", bytes + "GET /pub/c/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(ports.broker().stats().published()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nOrigin: *\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: evil.example\r\n"
            })
    void aPageOfAnotherSiteOrABentNameGetsNothing(String headers) throws Exception {
        for (OtherSystemsPorts.Port port : ports.all().values()) {
            assertThat(ports.raw(port).say(port.with(headers)).lineHoweverLate())
                    .as(port.name())
                    .startsWith("HTTP/1.1 403 ");
        }
        for (String target : List.of("/pub/c/x", "/sub/c/0")) {
            String answer = OtherSystemsPorts.rest(
                    ports.raw(PUSHD).say("GET " + target + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"));
            assertThat(answer).startsWith("HTTP/1.1 403 ").contains("Access-Control-Allow-Origin: *\r\n");
        }
        assertThat(ports.broker().stats().published()).isZero();
        assertThat(ports.broker().stats().subscriptions()).isZero();
    }

    @Test
    void whatIsTooLongIsRefusedAsSoonAsThatIsKnown() throws Exception {
        String head = "GET TARGET HTTP/1.1\r\nHost: localhost\r\n";
        assertRefused("431", head + "X-Long: " + "x".repeat(17_000) + "\r\n\r\n");
        assertRefused("431", "GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (String size : List.of("Content-Length: 2147483648", "Content-Length: 9223372036854775807")) {
            String large = " HTTP/1.1\r\nHost: localhost\r\n" + size + "\r\n\r\n";
            assertThat(OtherSystemsPorts.rest(ports.raw(OPERATORS).say("POST /push/room" + large)))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(OtherSystemsPorts.rest(ports.raw(XIUCALL).say("POST /push" + large)))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(OtherSystemsPorts.rest(ports.raw(SOCKET_IO).say("POST " + session() + large)))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(OtherSystemsPorts.rest(ports.raw(PUSHD).say("POST /pub/c/x" + large)))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(OtherSystemsPorts.rest(ports.raw("pushd-stats").say("GET /s/ping" + large)))
                    .startsWith("HTTP/1.1 413 ");
        }
        String chunked = " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String chunk : List.of("fffffff0\r\n", "-1\r\n", "x\r\n", "1;" + "e".repeat(20_000))) {
            assertThat(OtherSystemsPorts.rest(ports.raw(OPERATORS).say("POST /push/all" + chunked + chunk)))
                    .as(chunk.substring(0, 2))
                    .startsWith("HTTP/1.1 4");
            assertThat(OtherSystemsPorts.rest(ports.raw(XIUCALL).say("POST /push" + chunked + chunk)))
                    .as(chunk.substring(0, 2))
                    .startsWith("HTTP/1.1 4");
        }
        assertThat(ports.broker().stats().published()).isZero();
    }

    @Test
    void sessionsOfSocketIoThatNobodyEntersAreCappedAndGoAway() throws Exception {
        WebSocketClient in = ports.webSocket(SOCKET_IO, "/socket.io/?EIO=4&transport=websocket");
        assertThat(in.next()).startsWith("0{");
        assertThat(in.say("40").next()).startsWith("40{");
        String request = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n";
        LineClient flood = ports.raw(SOCKET_IO);
        int begun = 0;
        String line;
        do {
            flood.say(request);
            line = flood.lineHoweverLate();
            String head = "";
            while (!head.equals("\r")) {
                head = flood.line();
                if (head.startsWith("Content-Length: ")) {
                    line += head;
                }
            }
            flood.bytes(Integer.parseInt(line.replaceAll("(?s).*Content-Length: (\\d+).*", "$1")));
            begun += line.startsWith("HTTP/1.1 200 ") ? 1 : 0;
        } while (line.startsWith("HTTP/1.1 200 ") && begun < 5_000);
        assertThat(begun).as("sessions that were begun").isEqualTo(1_000);
        assertThat(line).startsWith("HTTP/1.1 429 ");
        // who is in goes on
        ports.broker().channel("c").publish("hello");
        assertThat(in.next()).contains("hello");
        // ten seconds to enter; nobody is waited for who would hear that it is over
        ports.advance(Duration.ofSeconds(10));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.raw(SOCKET_IO).say(request).lineHoweverLate().startsWith("HTTP/1.1 200 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {OPERATORS, "pushd-stats", XIUCALL})
    void whoDoesNotReadAnswersIsNotRead(String name) throws Exception {
        OtherSystemsPorts.Port port = ports.all().get(name);
        int most = 1_000_000;
        AtomicLong asked = new AtomicLong();
        LineClient standing = ports.raw(port);
        String requests = port.served().repeat(100);
        Background.run(() -> {
            while (asked.get() < most) {
                standing.say(requests);
                asked.addAndGet(100);
            }
        });
        assertThat(Background.standing(asked::get)).isLessThan(most);
        assertServed(port);
        standing.reset();
    }

    /** A frame of a client, masked with zeros. */
    private static String frame(String text) {
        return "\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
    }

    private LineClient standing(String port, String... frames) throws IOException {
        String head = ports.all().get(port).served();
        if (port.equals(SOCKET_IO)) {
            head = head.replace("polling", "websocket")
                    .replaceFirst("\r\n\r\n", "\r\n" + OtherSystemsPorts.UPGRADE + "\r\n");
        }
        LineClient standing = ports.raw(port).say(head);
        assertThat(standing.lineHoweverLate()).startsWith("HTTP/1.1 101 ");
        for (String frame : frames) {
            standing.say(frame(frame));
        }
        return standing;
    }

    /** It stands; another hears all it joins for afterwards; it is told of the gap, or ends, as soon as it reads. */
    private void assertHoldsUpNobody(LineClient standing, String channel, String told) throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.broker().stats().busyChannels().isEmpty()
                        && ports.broker().stats().subscriptions() > 0);
        UsedHeap heap = new UsedHeap();
        Payload payload = Payload.of("x".repeat(4_000));
        for (int i = 0; i < 8_000; i++) {
            ports.broker().channel(channel).publish(payload).join();
        }
        heap.hasGrownByLessThan(8 << 20);
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(told) < 0) {
            // only the end is looked at
            heard.delete(0, Math.max(0, heard.length() - 1_000));
            heard.append(standing.bytes(1)).append(standing.available());
        }
    }

    @Test
    void aWebSocketOfGoPushThatIsNotReadIsAPositionAndIsToldOfTheGap() throws Exception {
        WebSocketClient other = ports.webSocket(GO_PUSH, "/connect");
        assertThat(other.say(GoPushBroker.PING).next()).isEqualTo(GoPushBroker.PONG);
        LineClient standing = standing(GO_PUSH, GoPushBroker.join("slow"), GoPushBroker.PING);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.broker().stats().subscriptions() == 3);
        assertHoldsUpNobody(standing, "gopush.room.slow", "{\"type\":\"GAP\"");
        assertThat(other.say(GoPushBroker.PING).next()).isEqualTo(GoPushBroker.PONG);
    }

    @Test
    void aWebSocketOfSocketIoThatIsNotReadIsAPositionAndIsToldOfTheGap() throws Exception {
        LineClient standing = standing(SOCKET_IO, "40");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.broker().stats().subscriptions() == 1);
        assertHoldsUpNobody(standing, "c", "[\"$gap\"");
        WebSocketClient other = ports.webSocket(SOCKET_IO, "/socket.io/?EIO=4&transport=websocket");
        assertThat(other.next()).startsWith("0{");
        assertThat(other.say("40").next()).startsWith("40{");
    }
}
