package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Who has shown no credentials at the HTTP port costs little")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class BeforeCredentialsIT {
    private static final String FEW = "too many connections without credentials (unauthenticatedConnections)";
    private static final String LATE = "no credentials came in time (authenticateWithinMillis)";

    private final ManualTime time = ManualTime.create();
    private final CompletableFuture<Identity> undecided = new CompletableFuture<>();
    /** The token is the user's name; nobody can tell who {@code hang} is. */
    private final Authenticator byName = credentials -> switch (credentials.token()) {
        case "hang" -> undecided;
        case "wrong" ->
            CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "secret details"));
        default -> CompletableFuture.completedFuture(Identity.of(credentials.token()));
    };

    private HttpBroker broker;

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private void open(UnaryOperator<Broker.Builder> more) {
        broker = HttpBroker.open(
                builder -> more.apply(builder.time(time).authenticator(byName).authorizer(Authorizer.allowAll())));
    }

    private LineClient hanging() throws Exception {
        return broker.raw().say("GET /channels/c?token=hang HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private void awaitConnections(int count) {
        await().until(() -> broker.broker().stats().connections() == count);
    }

    @Test
    void connectionsAreCappedWhateverTheySpeak() throws Exception {
        open(builder -> builder.limit(Limit.UNAUTHENTICATED_CONNECTIONS, 3));
        LineClient request = hanging();
        WebSocketClient raw = broker.webSocket("/channels/c?token=hang");
        WebSocketClient centrifuge = broker.webSocket("/connection/websocket");
        awaitConnections(3);
        assertThat(broker.get("/channels/c").statusCode()).isEqualTo(429);
        assertThat(broker.get("/channels/c", "Accept", "text/event-stream").body())
                .contains("\"code\":429", FEW);
        assertThat(broker.webSocket("/channels/c").next()).isEqualTo("<close 1013 429 " + FEW + ">");
        assertThat(broker.webSocket("/connection/websocket").next()).isEqualTo("<close 3000 " + FEW + ">");
        assertThat(broker.post("/connection/http_stream", "{\"id\":1,\"connect\":{}}")
                        .body())
                .contains(FEW);
        undecided.complete(Identity.of("anna"));
        assertThat(request.line()).startsWith("HTTP/1.1 200 ");
        assertThat(centrifuge.say("{\"id\":1,\"connect\":{\"token\":\"anna\"}}").next())
                .contains("\"connect\":{");
        await().until(() -> broker.get("/channels/c?token=ben").statusCode() == 200);
        broker.broker().channel("c").publish("hello").join();
        assertThat(raw.next()).isEqualTo("hello");
    }

    @Test
    void eachHasTenSeconds() throws Exception {
        open(builder -> builder);
        LineClient request = hanging();
        WebSocketClient raw = broker.webSocket("/channels/c?token=hang");
        WebSocketClient centrifuge = broker.webSocket("/connection/websocket");
        WebSocketClient known = broker.webSocket("/connection/websocket");
        assertThat(known.say("{\"id\":1,\"connect\":{\"token\":\"anna\"}}").next())
                .contains("\"connect\":{");
        awaitConnections(4);
        time.advance(Duration.ofSeconds(9));
        assertThat(broker.broker().stats().connections()).isEqualTo(4);
        time.advance(Duration.ofSeconds(2));
        assertThat(request.rest()).startsWith("HTTP/1.1 408 ").contains(LATE);
        assertThat(raw.next()).isEqualTo("<close 1013 408 " + LATE + ">");
        assertThat(centrifuge.next()).isEqualTo("<close 3008 " + LATE + ">");
        assertThat(known.say("{\"id\":2,\"ping\":{}}").next()).isEqualTo("{\"id\":2,\"ping\":{}}");
    }

    @Test
    void aMessageHasFourKibibytes() throws Exception {
        open(builder -> builder);
        String connect = "{\"id\":1,\"connect\":{\"token\":\"anna\",\"data\":\"" + "x".repeat(4_096) + "\"}}";
        assertThat(broker.webSocket("/connection/websocket").say(connect).next())
                .isEqualTo("<close 1009 message must not be longer than 4096 bytes>");
        assertThat(broker.post("/connection/http_stream", connect).statusCode()).isEqualTo(413);
        WebSocketClient known = broker.webSocket("/connection/websocket");
        assertThat(known.say("{\"id\":1,\"connect\":{\"token\":\"anna\"}}").next())
                .contains("\"connect\":{");
        assertThat(known.say("{\"id\":2,\"publish\":{\"channel\":\"c\",\"data\":\"" + "x".repeat(20_000) + "\"}}")
                        .next())
                .isEqualTo("{\"id\":2,\"publish\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0081", "\u0001"})
    void noMoreThanThatIsHeldOfAFrameThatIsNotWhole(String first) throws Exception {
        open(builder -> builder);
        LineClient stranger = broker.raw();
        stranger.say(
                "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        // 60,000 bytes are announced
        stranger.say(first + "\u00fe\u00ea\u0060\0\0\0\0" + "x".repeat(4_097));
        assertThat(stranger.rest()).contains("\u0003\u00f1message must not be longer than 4096 bytes");
    }

    @Test
    void noBodyIsReadWhileNobodyCanTellWhoSendsIt() throws Exception {
        int mebibytes = 64;
        open(builder -> builder.channels(ChannelRules.keep(1).maxPayload(mebibytes << 20)));
        UsedHeap heap = new UsedHeap();
        LineClient stranger = broker.raw();
        stranger.say("POST /channels/c HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer hang\r\nContent-Length: "
                + (mebibytes << 20) + "\r\n\r\n");
        AtomicLong sent = new AtomicLong();
        String piece = "x".repeat(64 << 10);
        CompletableFuture<Void> sending = Background.run(() -> {
            while (sent.get() < (long) mebibytes << 20) {
                stranger.say(piece);
                sent.addAndGet(piece.length());
            }
        });
        assertThat(Background.standing(sent::get)).isLessThan(mebibytes << 20);
        heap.hasGrownByLessThan(8 << 20);
        undecided.complete(Identity.of("anna"));
        sending.join();
        assertThat(stranger.line()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aWrongTokenCostsARequestItsConnection() throws Exception {
        open(builder -> builder);
        String guess = "GET /channels/c HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n\r\n";
        assertThat(broker.raw().say(guess + guess).rest())
                .startsWith("HTTP/1.1 401 ")
                .contains("Connection: close", "WWW-Authenticate: Bearer")
                .containsOnlyOnce("HTTP/1.1")
                .doesNotContain("secret details");
        assertThat(broker.webSocket("/channels/c?token=wrong").next())
                .isEqualTo("<close 1008 401 credentials are wrong or missing>");
    }

    @Test
    void fiveWrongTokensCloseACentrifugeConnection() throws Exception {
        open(builder -> builder);
        WebSocketClient client = broker.webSocket("/connection/websocket");
        for (int id = 1; id <= 5; id++) {
            assertThat(client.say("{\"id\":" + id + ",\"connect\":{\"token\":\"wrong\"}}")
                            .next())
                    .isEqualTo("{\"id\":" + id
                            + ",\"error\":{\"code\":101,\"message\":\"credentials are wrong or missing\"}}");
        }
        assertThat(client.next()).isEqualTo("<close 3500 too many wrong credentials (failedLoginsPerConnection)>");
    }

    @Test
    void nothingButCredentialsIsServed() throws Exception {
        open(builder -> builder);
        for (String command : List.of("subscribe", "publish", "history", "presence", "presence_stats")) {
            assertThat(broker.webSocket("/connection/websocket")
                            .say("{\"id\":1,\"" + command + "\":{\"channel\":\"c\",\"data\":1}}")
                            .next())
                    .as(command)
                    .startsWith("<close 3501 ");
        }
        assertThat(broker.broker().stats().channels()).isZero();
    }
}
