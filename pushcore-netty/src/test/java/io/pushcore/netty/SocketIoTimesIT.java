package io.pushcore.netty;

import static io.pushcore.netty.SocketIoPort.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.socketio.SocketIoClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Sessions of Socket.IO do not wait for ever, and hold no more than they may")
@Timeout(120)
final class SocketIoTimesIT {
    private final ManualTime time = ManualTime.create();
    private final SocketIoPort port = SocketIoPort.open(
            SocketIoTransport.port(0).lanes(1).unsentBytes(10_000).on("echo", (client, event) -> {}),
            builder -> builder.time(time));

    @AfterEach
    void close() throws Exception {
        port.close();
    }

    private WebSocketClient webSocket() throws InterruptedException {
        WebSocketClient socket = port.webSocket(V4 + "websocket");
        assertThat(socket.next()).startsWith("0{");
        return socket;
    }

    @Test
    void whoIsInNoNamespaceInTimeIsClosed() throws Exception {
        WebSocketClient never = webSocket();
        time.advance(Duration.ofSeconds(9));
        WebSocketClient in = webSocket();
        assertThat(in.say("40").next()).startsWith("40{");
        time.advance(Duration.ofSeconds(1));
        assertThat(never.next()).startsWith("<close 1000");
        time.advance(Duration.ofSeconds(9));
        in.say("41");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> port.transport().clients().isEmpty());
        assertThat(in.say("40").next()).startsWith("40{");
    }

    @Test
    void attachmentsThatNeverComeEndTheSession() throws Exception {
        WebSocketClient socket = webSocket();
        assertThat(socket.say("40").next()).startsWith("40{");
        socket.say("452-[\"echo\",{\"_placeholder\":true,\"num\":0}]").say(new byte[3]);
        // what comes before it has been read by the time of an answer
        SocketIoClient client = port.transport().clients().get(0);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            time.advance(Duration.ofSeconds(5));
            return !client.isConnected();
        });
        assertThat(socket.next()).startsWith("<close 1000");
    }

    @Test
    void whoAnswersNoPingIsClosedAndWhoDoesStays() throws Exception {
        WebSocketClient quiet = webSocket();
        WebSocketClient here = webSocket();
        assertThat(quiet.say("40").next()).startsWith("40{");
        assertThat(here.say("40").next()).startsWith("40{");
        time.advance(Duration.ofSeconds(25));
        assertThat(quiet.next()).isEqualTo("2");
        assertThat(here.next()).isEqualTo("2");
        here.say("3").say("41").say("40");
        assertThat(here.next()).startsWith("40{");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return port.transport().clients().size() == 1;
        });
        assertThat(quiet.next()).startsWith("<close 1000");
        time.advance(Duration.ofSeconds(10));
        assertThat(here.next()).isEqualTo("2");
    }

    @Test
    void whoDoesNotReadWhatIsEmittedIsDisconnectedAndNothingIsDroppedInSilence() throws Exception {
        String session = port.connected();
        SocketIoClient client = port.transport().clients().get(0);
        List<CompletableFuture<Void>> few = List.of(
                client.emit("news", Payload.of("x".repeat(4_000))), client.emit("news", Payload.of("y".repeat(4_000))));
        assertThat(few).noneMatch(CompletableFuture::isDone);
        assertThatThrownBy(
                        () -> client.emit("news", Payload.of("z".repeat(4_000))).join())
                .hasMessageContaining("unsentBytes");
        for (CompletableFuture<Void> one : few) {
            assertThatThrownBy(one::join).hasMessageContaining("the client is gone");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> port.broker().stats().connections() == 0);
        assertThat(port.get(session).statusCode()).isEqualTo(400);
    }
}
