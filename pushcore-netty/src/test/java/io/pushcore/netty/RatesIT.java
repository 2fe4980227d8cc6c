package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits on how often, as each dialect tells them. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class RatesIT {
    private static final Authenticator BY_NAME =
            credentials -> credentials.token().equals("wrong")
                    ? CompletableFuture.failedFuture(new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong"))
                    : CompletableFuture.completedFuture(Identity.of(credentials.token()));

    @Test
    void whoFloodsIsRefusedAndHeldUpWhileANeighbourIsServed() throws Exception {
        try (LineBroker broker =
                LineBroker.open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 200))) {
            LineClient flooding = broker.modern();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> flood = Background.run(() -> {
                String thousand = "ping\n".repeat(1_000);
                for (int i = 0; i < 200 && !enough.get(); i++) {
                    flooding.say(thousand);
                }
            });
            CompletableFuture<String> refusal = CompletableFuture.supplyAsync(() -> firstRefusal(flooding));
            LineClient neighbour = broker.modern();
            neighbour.say("sub street\n").line();
            for (int i = 0; i < 50; i++) {
                neighbour.say("pub street 2\nhi\n");
                String first = neighbour.line();
                String second =
                        first.startsWith("msg ") ? neighbour.payload(first) + neighbour.line() : neighbour.line();
                assertThat(first + second).contains("ok pub street").contains("msg street");
                if (!first.startsWith("msg ")) {
                    neighbour.payload(second);
                }
            }
            assertThat(refusal.get())
                    .matches("err 429 no more than 200 commandsPerSecondPerConnection; try again in \\d+ ms");
            // all of the flood would be some hundred seconds of it
            assertThat(broker.broker().stats().errors().get(ErrorCode.LIMIT_REACHED))
                    .isLessThan(100_000);
            enough.set(true);
            flooding.reset();
            flood.exceptionally(gone -> null).join();
        }
    }

    private static String firstRefusal(LineClient client) {
        try {
            String line = client.line();
            while (line.equals("pong")) {
                line = client.line();
            }
            return line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tenThousandWrongTokensKeepNobodyOut() throws Exception {
        try (LineBroker broker = LineBroker.open(builder -> builder.authenticator(BY_NAME))) {
            AtomicInteger tokens = new AtomicInteger();
            CompletableFuture<Void> guessing = Background.run(() -> {
                for (int i = 0; i < 2_000; i++) {
                    try (LineClient client = broker.modern()) {
                        client.say("auth wrong\n".repeat(5));
                        assertThat(client.rest()).contains("err 401").contains("failedLoginsPerConnection");
                        tokens.addAndGet(5);
                    }
                }
            });
            int connected = 0;
            while (!guessing.isDone()) {
                try (LineClient client = broker.modern()) {
                    assertThat(client.say("auth ann\n").line()).isEqualTo("ok");
                    assertThat(client.say("sub street\n").line()).startsWith("ok sub street");
                    connected++;
                }
            }
            guessing.join();
            assertThat(tokens).hasValue(10_000);
            assertThat(connected).isGreaterThan(100);
        }
    }

    @Test
    void overHttpWhatIsTooOftenSaysWhenToComeBack() throws Exception {
        try (HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME)
                .authorizer(Authorizer.allowAll())
                .limit(Limit.COMMANDS_PER_SECOND_PER_USER, 2))) {
            String[] ann = {"Authorization", "Bearer ann"};
            assertThat(broker.post("/channels/news", "one", ann).statusCode()).isEqualTo(200);
            assertThat(broker.post("/channels/news", "two", ann).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = broker.post("/channels/news", "three", ann);
            // a slow machine may take a moment for the two before
            for (int i = 0; refused.statusCode() == 200 && i < 20; i++) {
                refused = broker.post("/channels/news", "more", ann);
            }
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(refused.body())
                    .containsPattern(
                            "\\{\"code\":429,\"message\":\"no more than 2 commandsPerSecondPerUser; try again in"
                                    + " \\d+ ms\"}");
            assertThat(broker.post("/channels/news", "one", "Authorization", "Bearer bob")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void overCentrifugeWhatIsTooOftenIsTemporaryAndWhatIsTooManyIsNot() throws Exception {
        try (HttpBroker broker = HttpBroker.open(
                builder -> builder.channels("slow", ChannelRules.defaults().publishesPerSecond(1))
                        .limit(Limit.CHANNELS_PER_CONNECTION, 1))) {
            WebSocketClient client = broker.webSocket("/connection/websocket");
            client.say("{\"id\":1,\"connect\":{}}");
            assertThat(client.next()).startsWith("{\"id\":1,\"connect\":{");
            client.say("{\"id\":2,\"publish\":{\"channel\":\"slow\",\"data\":1}}\n"
                    + "{\"id\":3,\"publish\":{\"channel\":\"slow\",\"data\":2}}");
            assertThat(client.next()).isEqualTo("{\"id\":2,\"publish\":{}}");
            assertThat(client.next())
                    .matches("\\{\"id\":3,\"error\":\\{\"code\":111,\"message\":\"no more than 1 publishesPerSecond on"
                            + " channel slow; try again in \\d+ m?s\",\"temporary\":true}}");
            client.say("{\"id\":4,\"subscribe\":{\"channel\":\"a\"}}");
            assertThat(client.next()).startsWith("{\"id\":4,\"subscribe\":{");
            client.say("{\"id\":5,\"subscribe\":{\"channel\":\"b\"}}");
            assertThat(client.next())
                    .isEqualTo(
                            "{\"id\":5,\"error\":{\"code\":106,\"message\":\"no more than 1 channelsPerConnection\"}}");
        }
    }

    @Test
    void bodiesAndFramesCountForTheBytesOfAUser() throws Exception {
        try (HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME)
                .authorizer(Authorizer.allowAll())
                .limit(Limit.BYTES_PER_SECOND_PER_USER, 60_000))) {
            String body = "x".repeat(60_000);
            long began = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(broker.post("/channels/news", body, "Authorization", "Bearer ann")
                                .statusCode())
                        .isEqualTo(200);
            }
            // the second waits for one of a second's worth to be over, the third for two
            assertThat(System.nanoTime() - began).isGreaterThan(1_900_000_000L);
            WebSocketClient client = broker.webSocket("/channels/other?token=ann");
            client.say(body);
            assertThat(client.next()).isEqualTo(body);
            assertThat(System.nanoTime() - began).isGreaterThan(2_900_000_000L);
        }
    }
}
