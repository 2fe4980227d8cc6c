package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Floods of one user or one connection over each form of the HTTP port: what is taken stays near the rate, the rest is refused by name,
 * others are served.
 */
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

    private HttpBroker broker;
    private long began;

    private void open(HttpPort port, Limit limit, long value) {
        broker = port.open(builder ->
                builder.authenticator(BY_NAME).authorizer(Authorizer.allowAll()).limit(limit, value));
        began = System.nanoTime();
    }

    /** Where the broker's HTTP is served. */
    private enum HttpPort {
        OWN,
        MOUNTED;

        HttpBroker open(UnaryOperator<Broker.Builder> more) {
            return this == OWN ? HttpBroker.open(more) : HttpBroker.mounted(more);
        }
    }

    @AfterEach
    void close() throws Exception {
        broker.close();
    }

    @Test
    void overPlainRequestsOnOneConnection() throws Exception {
        open(HttpPort.OWN, Limit.COMMANDS_PER_SECOND_PER_USER, RATE);
        LineClient client = broker.raw();
        CompletableFuture<Void> flood =
                Background.run(() -> client.say(post("news", "hi").repeat(FLOOD)));
        int taken = taken(client, FLOOD, SENTENCE);
        flood.join();
        thatManyCame(taken);
    }

    @Test
    void overRawWebSocketsEachOfWhichEndsAtTheFirstRefusal() throws Exception {
        open(HttpPort.OWN, Limit.COMMANDS_PER_SECOND_PER_USER, RATE);
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
        open(HttpPort.OWN, Limit.COMMANDS_PER_SECOND_PER_USER, RATE);
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

    @ParameterizedTest
    @EnumSource
    void aHundredRequestsOnOneConnectionGoByItsRateAndThoseOnOthersByTheirs(HttpPort port) throws Exception {
        int rate = 25;
        open(port, Limit.COMMANDS_PER_SECOND_PER_CONNECTION, rate);
        LineClient client = broker.raw();
        CompletableFuture<Void> flood =
                Background.run(() -> client.say(post("news", "hi").repeat(100)));
        int taken = taken(client, rate, "none");
        assertThat(taken(broker.raw().say(post("other", "hi").repeat(rate)), rate, "none"))
                .isEqualTo(rate);
        taken += taken(client, 100 - rate, ofConnection(rate, "commands"));
        flood.join();
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(taken).isBetween(rate, (int) (rate * (seconds + 1)) + 1);
        assertThat(seconds)
                .as("it was not read after as many refusals as commands in a second")
                .isGreaterThan(0.9);
        assertThat(broker.broker().stats().published()).isEqualTo(rate + taken);
    }

    @ParameterizedTest
    @EnumSource
    void bodiesOnOneConnectionWaitForItsRateAndNobodyElseDoes(HttpPort port) throws Exception {
        open(port, Limit.BYTES_PER_SECOND_PER_CONNECTION, 60_000);
        String request = post("news", "x".repeat(60_000));
        LineClient client = broker.raw();
        CompletableFuture<Void> flood = Background.run(() -> client.say(request.repeat(3)));
        assertThat(taken(client, 1, "none")).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            assertThat(taken(broker.raw().say(request), 1, "none")).isEqualTo(1);
        }
        assertThat(broker.broker().stats().published())
                .as("before the other bodies of the first")
                .isLessThan(6);
        assertThat(taken(client, 2, "none")).isEqualTo(2);
        flood.join();
        assertThat(System.nanoTime() - began).isGreaterThan(1_900_000_000L);
    }

    @Test
    void newChannelsOnOneConnectionGoByItsRate() throws Exception {
        open(HttpPort.OWN, Limit.NEW_CHANNELS_PER_SECOND_PER_CONNECTION, 5);
        LineClient client = broker.raw();
        int taken = 0;
        for (int i = 0; i < RATE; i++) {
            taken += taken(client.say(post("c" + i, "hi")), 1, ofConnection(5, "newChannels"));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(taken).isBetween(5, Math.min(RATE - 1, (int) (5 * (seconds + 1)) + 1));
        assertThat(taken(broker.raw().say(post("other", "hi")), 1, "none")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aWebSocketGoesOnAtTheRateOfTheRequestsBeforeIt(HttpPort port) throws Exception {
        open(port, Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 2);
        String upgrade = "GET /channels/news?token=ann HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        String close = "";
        // by itself it may subscribe and publish once, and so it may here where the machine took a second
        for (int i = 0; i < 20 && !close.contains("429"); i++) {
            LineClient client = broker.raw();
            client.say(post("news", "hi").repeat(2));
            taken(client, 2, ofConnection(2, "commands"));
            client.say(upgrade);
            assertThat(client.line()).startsWith("HTTP/1.1 101 ");
            headOf(client);
            client.say("\u0081\u0082\0\0\0\0hi");
            if (client.bytes(1).charAt(0) == 0x88) {
                close = client.bytes(client.bytes(1).charAt(0));
            }
        }
        assertThat(close).matches("(?s)..429 " + ofConnection(2, "commands"));
    }

    private static String ofConnection(int rate, String what) {
        return "no more than " + rate + ' ' + what + "PerSecondPerConnection; try again in \\d+ m?s";
    }

    private static String post(String channel, String body) {
        return "POST /channels/" + channel + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ann\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Reads so many answers; how many of them are not the refusal. */
    private static int taken(LineClient client, int answers, String refusal) throws IOException {
        int taken = 0;
        for (int i = 0; i < answers; i++) {
            String status = client.line().strip();
            String head = headOf(client);
            String body = client.bytes(lengthOf(head));
            if (status.equals("HTTP/1.1 200 OK")) {
                taken++;
            } else {
                assertThat(body.strip()).matches("\\{\"code\":429,\"message\":\"" + refusal + "\"}");
                assertThat(status).isEqualTo("HTTP/1.1 429 Too Many Requests");
                assertThat(head.toLowerCase(Locale.ROOT)).contains("retry-after: 1\n");
            }
        }
        return taken;
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
