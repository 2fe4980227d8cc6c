package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Identity;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("An identity that expires ends what runs on the ports of the other systems' protocols")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class OtherSystemsExpiryIT {
    /** Sooner than anybody is asked whether they are there. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(5);

    /** Whom the token names. */
    private final OtherSystemsPorts ports =
            new OtherSystemsPorts(builder -> builder.authenticator(shown -> CompletableFuture.completedFuture(
                    Identity.of(shown.token()).expires(this.ports.now().plus(GOOD_FOR)))));

    @AfterEach
    void close() throws Exception {
        ports.close();
    }

    @Test
    void eachIsToldInItsOwnWords() throws Exception {
        WebSocketClient goPush = ports.webSocket("go-push", "/connect?token=anna");
        assertThat(goPush.say(GoPushBroker.PING).next()).isEqualTo(GoPushBroker.PONG);
        WebSocketClient minipush = ports.webSocket("minipush", "/ws", "Cookie", "x-uid=7; x-token=7");
        assertThat(minipush.say("{\"stats\":{}}").next()).startsWith("{\"stats\":");
        WebSocketClient socketIo = ports.webSocket("socketio", "/socket.io/?EIO=4&transport=websocket");
        assertThat(socketIo.next()).startsWith("0{");
        assertThat(socketIo.say("40{\"token\":\"anna\"}").next()).startsWith("40{");
        WebSocketClient xiucall = ports.webSocket(
                "xiucall-connector", XiucallBroker.OPENING, "x-nbb-authid", "bert", "x-nbb-sign", "bert");
        assertThat(xiucall.next()).startsWith("0{");
        assertThat(xiucall.next()).isEqualTo("40");
        assertThat(xiucall.next()).isEqualTo(XiucallBroker.GREETING);
        CompletableFuture<HttpResponse<String>> poll = ports.later("pushd-http", "/sub/news/0?token=anna");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.broker().stats().connections() == 5
                        && ports.broker().stats().commands().getOrDefault("subscribe", 0L) >= 2);

        ports.advance(GOOD_FOR.plusSeconds(1));
        assertThat(goPush.next()).startsWith("<close ").contains("443 ");
        assertThat(minipush.next()).startsWith("<close ").contains("443 ");
        // upon 41 its clients would not come back
        assertThat(socketIo.next()).startsWith("<close 1000");
        assertThat(xiucall.next()).startsWith("<close 1000");
        HttpResponse<String> answer = poll.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("\"code\":443");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ports.broker().stats().connections() == 0);
    }
}
