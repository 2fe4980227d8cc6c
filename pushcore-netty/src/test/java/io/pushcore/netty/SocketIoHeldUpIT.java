package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.socketio.SocketIoClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("What holds up a client of Socket.IO costs it nothing, and the broker little")
@Timeout(240)
@ExtendWith(LeakWatch.class)
final class SocketIoHeldUpIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String V3 = "/socket.io/?EIO=3&transport=polling";

    private final ManualTime time = ManualTime.create();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Payload> answered = new CompletableFuture<>();
    private final Queue<String> noted = new ConcurrentLinkedQueue<>();
    private final SocketIoPort port = SocketIoPort.open(
            SocketIoTransport.port(0)
                    .lanes(2)
                    .unsentBytes(100_000)
                    .on("slow", (client, event) -> slow.await())
                    .on("note", (client, event) -> noted.add(event.text()))
                    .on("bytes", (client, event) -> noted.add(event.payload().length() + " bytes"))
                    .onDisconnect(client -> gone.countDown()),
            builder -> builder.time(time).requests((who, method, data) -> {
                asked.countDown();
                return answered;
            }));

    @AfterEach
    void close() throws Exception {
        slow.countDown();
        port.close();
    }

    private CompletableFuture<HttpResponse<String>> postLater(String session, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return port.post(session, body);
                    } catch (Exception failed) {
                        throw new AssertionError(failed);
                    }
                },
                work -> new Thread(work).start());
    }

    /** Begins a session of version 3, which is in the first namespace at once. */
    private String older() throws Exception {
        return V3 + "&sid=" + port.get(V3).body().replaceAll("(?s).*\"sid\":\"([^\"]*)\".*", "$1");
    }

    private static String packet(String packet) {
        return packet.length() + ":" + packet;
    }

    private static String notes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> packet("42[\"note\",\"" + i + "\"]"))
                .collect(Collectors.joining());
    }

    @Test
    void tenThousandEventsBehindOneThatIsNotDoneComeInOrder() throws Exception {
        String session = older();
        CompletableFuture<HttpResponse<String>> held = postLater(session, packet("42[\"slow\"]") + notes(10_000));
        assertThat(noted).isEmpty();
        slow.countDown();
        assertThat(held.get().body()).isEqualTo("ok");
        await().atMost(SOON).until(() -> noted.size() == 10_000);
        assertThat(noted)
                .containsExactlyElementsOf(
                        IntStream.range(0, 10_000).mapToObj(i -> "" + i).toList());
    }

    @Test
    void whoIsSentAwayIsNotServedWhatItHadSaidAtOnce() throws Exception {
        String session = older();
        CompletableFuture<HttpResponse<String>> held = postLater(session, packet("42[\"slow\"]") + notes(10_000));
        await().atMost(SOON).until(() -> port.transport().clients().size() == 1);
        SocketIoClient client = port.transport().clients().get(0);
        // the first have come by then: an answer of the client's would be behind them
        time.advance(Duration.ofSeconds(1));
        client.disconnect();
        await().atMost(SOON).until(() -> !client.isConnected());
        slow.countDown();
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(noted).hasSizeLessThan(100);
        held.get();
    }

    /** A frame of a client, masked with zeros. */
    private static String frame(int kind, String content) {
        return "" + (char) (0x80 | kind) + (char) (0x80 | content.length()) + "\0\0\0\0" + content;
    }

    @Test
    void attachmentsOfWhoIsNotReadHaveTime() throws Exception {
        LineClient raw = port.raw();
        raw.say("GET " + SocketIoPort.V4 + "websocket HTTP/1.1\r\nHost: localhost\r\n" + OtherSystemsPorts.UPGRADE
                + "\r\n");
        assertThat(raw.line()).startsWith("HTTP/1.1 101 ");
        raw.say(frame(1, "40"));
        await().atMost(SOON).until(() -> port.transport().clients().size() == 1);
        // while the broker waits for the application the client is not read
        raw.say(frame(1, "420[\"why\"]") + frame(1, "451-[\"bytes\",{\"_placeholder\":true,\"num\":0}]"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        raw.say(frame(2, "\1\2\3"));
        for (int i = 0; i < 15; i++) {
            time.advance(Duration.ofSeconds(1));
        }
        answered.complete(Payload.of("so"));
        await().atMost(SOON).until(() -> noted.contains("3 bytes"));
    }

    @Test
    void questionsThatAreNeverAnsweredAreBoundedAndThoseRefusedTakeNoRoom() throws Exception {
        WebSocketClient socket = port.webSocket(SocketIoPort.V4 + "websocket");
        socket.next();
        socket.say("40").next();
        SocketIoClient client = port.transport().clients().get(0);
        List<CompletableFuture<List<Payload>>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(client.ask("q", Duration.ofMinutes(1)));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(socket.next()).isEqualTo("42" + i + "[\"q\"]");
        }
        for (int i = 0; i < 2_000; i++) {
            assertThatThrownBy(() -> client.ask("q", Duration.ofMinutes(1)).join())
                    .hasMessageContaining("too many questions");
        }
        client.emit("still", Payload.of("here")).join();
        assertThat(socket.next()).isEqualTo("42[\"still\",\"here\"]");
        socket.say("43999[\"late\"]");
        assertThat(answers.get(999).get()).containsExactly(Payload.of("late"));
    }

    @Test
    void whoMakesItSayMoreAndMoreAndTakesNothingIsDisconnected() throws Exception {
        String session = port.connected();
        String body = String.join("\u001e", Collections.nCopies(100, "40/none,"));
        int posts = 0;
        while (posts < 500 && port.post(session, body).statusCode() == 200) {
            posts++;
        }
        assertThat(posts).isLessThan(100);
        await().atMost(SOON).until(() -> port.broker().stats().connections() == 0);
    }
}
