package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Tokens that the application issues, good once")
@Timeout(60)
final class SingleUseTokensIT {
    private final ManualTime time = ManualTime.create();
    private HttpBroker broker;

    @BeforeEach
    void open() {
        broker = HttpBroker.open(builder -> builder.authenticator(Authenticator.singleUseTokens())
                .authorizer(Authorizer.allowAll())
                .time(time));
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    private String issue(Identity identity) {
        return broker.broker().issueToken(identity).join();
    }

    private int post(String token) throws Exception {
        return broker.post("/channels/news", "hello", "Authorization", "Bearer " + token)
                .statusCode();
    }

    @Test
    void overHttpOneLetsInOnceAsItsUser() throws Exception {
        String token = issue(Identity.of("anna").info("of the test"));
        assertThat(post(token)).isEqualTo(200);
        assertThat(post(token)).isEqualTo(401);
        assertThat(post("")).isEqualTo(401);
        assertThat(broker.get("/channels/news/history?token=" + issue(Identity.ANONYMOUS))
                        .body())
                .contains("\"sender\":\"anna\"");
    }

    @Test
    void overWebSocketOneLetsInOnce() throws Exception {
        String token = issue(Identity.of("anna"));
        WebSocketClient anna = broker.webSocket("/connection/websocket")
                .say("{\"id\":1,\"connect\":{\"token\":\"" + token
                        + "\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"c\"}}");
        assertThat(anna.next()).contains("\"client\"");
        assertThat(anna.next()).contains("\"id\":2").doesNotContain("error");
        WebSocketClient thief =
                broker.webSocket("/connection/websocket").say("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(thief.next()).contains("\"code\":101").doesNotContain("temporary");
        assertThat(broker.get("/channels/c/presence?token=" + issue(Identity.of("eva")))
                        .body())
                .contains("\"anna\"");
    }

    @Test
    void theInfoGrantsAndExpiryOfTheIdentityHold() throws Exception {
        String token = issue(Identity.of("anna")
                .info("{\"name\":\"Anna\"}")
                .grants("a", "b")
                .expires(time.now().plusSeconds(60)));
        String later = issue(Identity.of("anna").expires(time.now().plusSeconds(60)));
        WebSocketClient anna = broker.webSocket("/connection/websocket")
                .say("{\"id\":1,\"connect\":{\"token\":\"" + token
                        + "\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"c\"}}");
        assertThat(anna.next()).contains("\"expires\":true", "\"ttl\":60");
        anna.next();
        assertThat(broker.get("/channels/c/presence?token=" + issue(Identity.of("eva")))
                        .body())
                .contains("Anna");
        time.advance(Duration.ofSeconds(61));
        assertThat(broker.post("/channels/news", "x", "Authorization", "Bearer " + later)
                        .body())
                .contains("\"code\":443");
    }

    @Test
    void oneThatNobodyUsedIsGoneAfterTenMinutes() throws Exception {
        String early = issue(Identity.of("anna"));
        String late = issue(Identity.of("anna"));
        time.advance(Duration.ofSeconds(599));
        assertThat(post(early)).isEqualTo(200);
        time.advance(Duration.ofSeconds(2));
        assertThat(post(late)).isEqualTo(401);
    }

    @Test
    void aHundredAtOnceWithOneTokenAreOne() throws Exception {
        String token = issue(Identity.of("anna"));
        HttpClient client = HttpClient.newHttpClient();
        var all = IntStream.range(0, 100)
                .mapToObj(i -> client.sendAsync(
                        HttpRequest.newBuilder(broker.address("/channels/news?token=" + token))
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 200))
                .hasSize(1);
    }

    @Test
    void noTwoAreAlikeAndEachHas160Bits() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String token = issue(Identity.of("anna"));
            assertThat(token).matches("[0-9a-v]{32}");
            tokens.add(token);
        }
        assertThat(tokens).hasSize(1_000);
    }

    @Test
    void anIdentityThatIsTooLargeIsRefused() {
        assertThat(catchThrowableOfType(
                                CompletionException.class,
                                () -> issue(Identity.of("anna").info("x".repeat(70_000))))
                        .getCause())
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }

    @Test
    void aRawWebSocketTakesOneInItsAddress() throws Exception {
        String token = issue(Identity.of("anna"));
        broker.webSocket("/channels/c?token=" + token).say("hello");
        WebSocketClient thief = broker.webSocket("/channels/c?token=" + token);
        assertThat(thief.next()).startsWith("<close 1008 401");
    }
}
