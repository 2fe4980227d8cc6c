package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Floods of one user over each form of the HTTP port: what is taken stays near the rate, the rest is refused by name, others are served. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class RatesOverHttpIT {
    private static final int RATE = 50;
    private static final int FLOOD = 1_000;
    /** What is no publish and counts too. */
    private static final int SUBSCRIBES = 5;

    private static final String SENTENCE = "no more than 50 commandsPerSecondPerUser; try again in \\d+ m?s";
    private static final Authenticator BY_NAME =
            credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()));

    private final HttpBroker broker = HttpBroker.open(builder -> builder.authenticator(BY_NAME)
            .authorizer(Authorizer.allowAll())
            .limit(Limit.COMMANDS_PER_SECOND_PER_USER, RATE));
    private long began;

    @BeforeEach
    void start() {
        began = System.nanoTime();
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    @Test
    void overPlainRequestsOnOneConnection() throws Exception {
        String request = "POST /channels/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\n"
                + "Content-Length: 2\r\n\r\nhi";
        LineClient client = broker.raw();
        CompletableFuture<Void> flood = Background.run(() -> client.say(request.repeat(FLOOD)));
        int taken = 0;
        for (int i = 0; i < FLOOD; i++) {
            String status = client.line().strip();
            String head = headOf(client);
            String body = client.bytes(lengthOf(head));
            if (status.equals("HTTP/1.1 200 OK")) {
                taken++;
            } else {
                assertThat(status).isEqualTo("HTTP/1.1 429 Too Many Requests");
                assertThat(head.toLowerCase(Locale.ROOT)).contains("retry-after: 1\n");
                assertThat(body.strip()).matches("\\{\"code\":429,\"message\":\"" + SENTENCE + "\"}");
            }
        }
        flood.join();
        thatManyCame(taken);
    }

    @Test
    void overRawWebSocketsEachOfWhichEndsAtTheFirstRefusal() throws Exception {
        for (int i = 0; i < SUBSCRIBES; i++) {
            WebSocketClient client = broker.webSocket("/channels/news?token=ann");
            CompletableFuture<Void> flood = Background.run(() -> {
                for (int j = 0; j < RATE * 4; j++) {
                    client.say("hi");
                }
            });
            String last = client.next();
            while (last.equals("hi")) {
                last = client.next();
            }
            assertThat(last).matches("<close 1013 429 " + SENTENCE + ">");
            flood.exceptionally(closed -> null).join();
        }
        thatManyCame(Math.toIntExact(broker.broker().stats().published()));
    }

    @Test
    void overTheCentrifugeProtocol() throws Exception {
        WebSocketClient client = broker.webSocket("/connection/websocket");
        client.say("{\"id\":1,\"connect\":{\"token\":\"ann\"}}");
        assertThat(client.next()).startsWith("{\"id\":1,\"connect\":{");
        CompletableFuture<Void> flood = Background.run(() -> {
            for (int i = 0; i < 200; i++) {
                client.say("{\"id\":" + (i + 2) + ",\"publish\":{\"channel\":\"news\",\"data\":1}}");
            }
        });
        int taken = 0;
        for (int i = 0; i < 200; i++) {
            String answer = client.next();
            if (answer.contains("\"publish\":{}")) {
                taken++;
            } else {
                assertThat(answer)
                        .matches("\\{\"id\":" + (i + 2) + ",\"error\":\\{\"code\":111,\"message\":\"" + SENTENCE
                                + "\",\"temporary\":true}}");
            }
        }
        flood.join();
        thatManyCame(taken);
    }

    /** A second's worth at once, then the rate; and nobody else is touched. */
    private void thatManyCame(int taken) throws Exception {
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(taken).isBetween(RATE - SUBSCRIBES, (int) (RATE * (seconds + 1)) + 1);
        assertThat(broker.broker().stats().published()).isEqualTo(taken);
        assertThat(broker.broker().stats().errors().get(ErrorCode.LIMIT_REACHED))
                .isPositive();
        HttpResponse<String> bob = broker.post("/channels/news", "one", "Authorization", "Bearer bob");
        assertThat(bob.statusCode()).isEqualTo(200);
    }

    private static String headOf(LineClient client) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = client.line().strip();
                !line.isEmpty();
                line = client.line().strip()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private static int lengthOf(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length: ", 0, 16))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElseThrow();
    }
}
