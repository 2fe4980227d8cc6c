package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Identity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("With an authenticator and no authorizer")
@Timeout(60)
final class DeniedByDefaultIT {
    private static final Authenticator BY_NAME =
            credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()));

    private final Logged logged = Logged.fromNow();

    @AfterEach
    void listenNoMore() {
        logged.close();
    }

    private List<String> denials() {
        return logged.text()
                .lines()
                .filter(line -> line.contains(" was denied"))
                .toList();
    }

    @Test
    void sessionsMaySubscribeAndEachOtherKindIsDeniedWithOneLineOfTheLog() throws Exception {
        try (LineBroker broker = LineBroker.open(builder -> builder.authenticator(BY_NAME))) {
            for (String user : List.of("anna", "bob")) {
                LineClient client = broker.modern();
                client.say("auth " + user + "\nsub news\npub news 1\nx\npub news 1\nx\nhis news since 0\n");
                assertThat(client.line()).isEqualTo("ok");
                assertThat(client.line()).startsWith("ok sub news ");
                assertThat(client.line()).isEqualTo("err 403 PUBLISH is denied: no authorizer says who may");
                assertThat(client.line()).startsWith("err 403 PUBLISH");
                assertThat(client.line()).startsWith("err 403 HISTORY");
            }
        }
        try (HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME))) {
            for (int i = 0; i < 3; i++) {
                assertThat(broker.get("/channels/news/presence?token=anna").statusCode())
                        .isEqualTo(403);
            }
        }
        await().untilAsserted(() -> assertThat(denials()).hasSize(3));
        assertThat(denials().get(0)).contains("PUBLISH was denied", "authorizer(…)", "Authorizer.allowAll()");
        assertThat(denials().get(1)).contains("HISTORY was denied");
        assertThat(denials().get(2)).contains("PRESENCE was denied");
    }

    @Test
    void aRawWebSocketHearsAndSaysNothing() throws Exception {
        try (HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME))) {
            for (String user : List.of("anna", "bob")) {
                WebSocketClient client = broker.webSocket("/channels/news?since=0&token=" + user);
                broker.broker().channel("news").publish("heard").join();
                assertThat(client.next()).isEqualTo("heard");
                client.say("said");
                String next = client.next();
                assertThat(next.equals("heard") ? client.next() : next)
                        .isEqualTo("<close 1008 403 PUBLISH is denied: no authorizer says who may>");
            }
            assertThat(broker.broker().stats().published()).isEqualTo(2);
        }
        await().untilAsserted(() -> assertThat(denials()).hasSize(1));
    }

    @Test
    void aCentrifugeClientMaySubscribeAndNothingElse() throws Exception {
        try (HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME))) {
            for (String user : List.of("anna", "bob")) {
                WebSocketClient client = broker.webSocket("/connection/websocket");
                client.say("{\"id\":1,\"connect\":{\"token\":\"" + user + "\"}}")
                        .next();
                assertThat(client.say("{\"id\":2,\"subscribe\":{\"channel\":\"news\"}}")
                                .next())
                        .startsWith("{\"id\":2,\"subscribe\":{");
                for (String command : List.of("publish", "history", "presence", "presence_stats")) {
                    assertThat(client.say("{\"id\":3,\"" + command + "\":{\"channel\":\"news\",\"data\":1}}")
                                    .next())
                            .as(command)
                            .startsWith("{\"id\":3,\"error\":{\"code\":103,")
                            .contains("no authorizer says who may");
                }
            }
            assertThat(broker.broker().stats().published()).isZero();
        }
        await().untilAsserted(() -> assertThat(denials()).hasSize(3));
    }

    @Test
    void whoSaidThatTheyMayOnlySubscribeIsNotTold() throws Exception {
        try (HttpBroker broker =
                HttpBroker.open(builder -> builder.authenticator(BY_NAME).authorizer(Authorizer.subscribeOnly()))) {
            assertThat(broker.post("/channels/news?token=anna", "x").statusCode())
                    .isEqualTo(403);
        }
        assertThat(denials()).isEmpty();
    }
}
