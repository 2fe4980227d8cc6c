package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Message;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Nobody speaks for another over HTTP and WebSockets")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class BorrowedIdentitiesIT {
    private static final Authenticator BY_NAME =
            credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()));
    private static final Pattern SECRET = Pattern.compile("\"session\":\"([0-9a-f]{32})\"");
    private static final Pattern ID = Pattern.compile("\"client\":\"([^\"]+)\"");

    private final HttpBroker broker =
            HttpBroker.open(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()));

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    private List<Message> kept(int count) {
        await().until(() -> broker.broker().stats().published() == count);
        return broker.broker().channel("c").history(History.earliest()).join().messages();
    }

    @Test
    void theSenderOfARequestIsWhoShowedItsToken() throws Exception {
        String claims = "/channels/c?user=bert&sender=bert&uuid=bert&token=anna";
        broker.post(
                claims, "{\"sender\":\"bert\"}", "Content-Type", "application/json", "X-User", "bert", "User", "bert");
        broker.post(claims, "{\"sender\":\"bert\"}\n", "Content-Type", "application/x-ndjson");
        // the header comes before the query
        broker.post("/channels/c?token=bert", "x", "Authorization", "Bearer anna");
        assertThat(kept(3)).extracting(Message::sender).containsOnly("anna");
    }

    @Test
    void theSenderOfAFrameIsWhoOpenedTheWebSocket() throws Exception {
        broker.webSocket("/channels/c?token=anna&user=bert&sender=bert", "X-User", "bert")
                .say("{\"sender\":\"bert\"}")
                .say(new byte[] {1});
        assertThat(kept(2)).extracting(Message::sender).containsOnly("anna");
    }

    @Test
    void theSenderOfACommandIsWhoConnected() throws Exception {
        WebSocketClient anna = broker.webSocket("/connection/websocket");
        assertThat(anna.say("{\"id\":1,\"connect\":{\"token\":\"anna\",\"name\":\"bert\",\"user\":\"bert\","
                                + "\"data\":{\"user\":\"bert\"}}}")
                        .next())
                .contains("\"client\"");
        assertThat(anna.say("{\"id\":2,\"publish\":{\"channel\":\"c\",\"data\":{\"user\":\"bert\"},\"user\":\"bert\","
                                + "\"sender\":\"bert\",\"info\":{\"user\":\"bert\",\"client\":\"x\"}}}")
                        .next())
                .isEqualTo("{\"id\":2,\"publish\":{}}");
        assertThat(kept(1)).extracting(Message::sender).containsOnly("anna");
        anna.say("{\"id\":3,\"subscribe\":{\"channel\":\"c\",\"user\":\"bert\",\"info\":{}}}")
                .next();
        assertThat(broker.get("/channels/c/presence?token=eva").body())
                .contains("\"anna\"")
                .doesNotContain("bert");
    }

    @Test
    void aSessionCannotBecomeAnothers() throws Exception {
        WebSocketClient anna = broker.webSocket("/connection/websocket");
        anna.say("{\"id\":1,\"connect\":{\"token\":\"anna\"}}").next();
        assertThat(anna.say("{\"id\":2,\"refresh\":{\"token\":\"bert\"}}").next())
                .isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"the session is another user's\"}}");
        anna.say("{\"id\":3,\"publish\":{\"channel\":\"c\",\"data\":1}}").next();
        assertThat(kept(1)).extracting(Message::sender).containsOnly("anna");
    }

    @Test
    void anothersInboxIsReachedByNoCommand() throws Exception {
        WebSocketClient anna = broker.webSocket("/connection/websocket");
        anna.say("{\"id\":1,\"connect\":{\"token\":\"anna\"}}").next();
        for (String inbox : List.of("@bert", "#bert")) {
            for (String command : List.of("subscribe", "publish", "history", "presence")) {
                assertThat(anna.say("{\"id\":2,\"" + command + "\":{\"channel\":\"" + inbox + "\",\"data\":1}}")
                                .next())
                        .as(command)
                        .startsWith("{\"id\":2,\"error\":{\"code\":103,");
            }
            LineClient raw = broker.raw();
            raw.say("GET /channels/" + inbox.replace("#", "%23") + "?token=anna HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(raw.line()).startsWith("HTTP/1.1 422 ");
        }
    }

    @Test
    void theIdThatOthersSeeGivesNoRightToASession() throws Exception {
        StreamClient anna = broker.stream(
                "/connection/sse?cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B%22token%22%3A%22anna%22%7D%7D");
        String welcome = anna.event().get(0);
        String secret = found(SECRET, welcome);
        emulate(secret, "{\"id\":2,\"subscribe\":{\"channel\":\"c\"}}");
        assertThat(anna.event().get(0)).contains("\"id\":2,\"subscribe\"");
        String shown = found(ID, welcome);
        assertThat(shown).isNotEqualTo(secret);
        assertThat(broker.get("/channels/c/presence?token=eva").body())
                .contains(shown)
                .doesNotContain(secret);
        String publish = "{\"id\":3,\"publish\":{\"channel\":\"c\",\"data\":1}}";
        emulate(shown, publish);
        emulate(secret.substring(0, 31) + "x", publish);
        emulate(secret, publish.replace("\"data\":1", "\"data\":2"));
        assertThat(kept(1)).extracting(Message::text).containsExactly("2");
    }

    @Test
    void secretsOfStreamsHave128BitsAndAreNeverAlike() throws Exception {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            secrets.add(found(
                    SECRET,
                    broker.stream("/connection/sse?cf_connect=%7B%22id%22%3A1%2C%22connect%22%3A%7B%7D%7D")
                            .event()
                            .get(0)));
        }
        assertThat(secrets).hasSize(50);
    }

    private void emulate(String session, String command) throws Exception {
        String body =
                "{\"session\":\"" + session + "\",\"node\":\"\",\"data\":\"" + command.replace("\"", "\\\"") + "\"}";
        assertThat(broker.post("/emulation", body).statusCode()).isEqualTo(204);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
