package io.pushcore.netty;

import static io.pushcore.netty.GoPushBroker.join;
import static io.pushcore.netty.GoPushBroker.leave;
import static io.pushcore.netty.GoPushBroker.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.ChannelRules;
import io.pushcore.Farewell;
import io.pushcore.History;
import io.pushcore.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Clients of go-push and the servers that push to them")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class GoPushIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String OK = "HTTP/1.1 200 OK";

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** The items of so many frames. */
    private static String items(WebSocketClient client, int frames) throws InterruptedException {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            String frame = client.next();
            assertThat(frame)
                    .startsWith("{\"type\":\"PUSH\",\"data\":{\"items\":[")
                    .endsWith("]}}");
            items.add(frame.substring(push("").length() - 3, frame.length() - 3));
        }
        return String.join(",", items);
    }

    @Test
    void orderIsKeptBetweenCallsAndEachItemIsEncodedOnceForAll() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open()) {
            List<WebSocketClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(broker.in("lobby"));
            }
            long before = broker.broker().stats().encodings();
            for (int call = 0; call < 10; call++) {
                String answer = broker.toRoom("lobby", "[" + numbers(call * 200, call * 200 + 200) + "]");
                assertThat(answer).startsWith(OK).endsWith("\r\nContent-Length: 0\r\n\r\n");
            }
            for (WebSocketClient client : clients) {
                assertThat(items(client, 200)).isEqualTo(numbers(0, 2_000));
            }
            assertThat(broker.broker().stats().encodings() - before)
                    .as("encodings of 2,000 items for 12 connections")
                    .isEqualTo(2_000);
            assertThat(broker.broker().stats().delivered()).isEqualTo(24_000);
        }
    }

    @Test
    void nothingWaitsWhereNothingIsMerged() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open(
                port -> port.rooms("now."), port -> port, builder -> builder.channels("now.>", ChannelRules.live()))) {
            WebSocketClient client = broker.in("lobby");
            for (int i = 0; i < 100; i++) {
                broker.toRoom("lobby", "[" + i + "]");
                assertThat(client.next()).isEqualTo(push("" + i));
            }
        }
    }

    @Test
    void roomsAreApartAndWhoJoinsTwiceHearsOnce() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open()) {
            WebSocketClient one = broker.in("one", "one");
            WebSocketClient both = broker.in("one", "a.b/ü");
            WebSocketClient none = broker.in("none");
            none.say(leave("none")).say(leave("none"));
            GoPushBroker.sync(none);
            broker.toRoom("one", "[1]");
            broker.toRoom("a.b/ü", "[2]");
            broker.toRoom("none", "[3]");
            broker.toAll("[4]");
            broker.advance(SECOND);
            assertThat(List.of(one.next(), one.next())).containsExactlyInAnyOrder(push("1"), push("4"));
            assertThat(List.of(both.next(), both.next(), both.next()))
                    .containsExactlyInAnyOrder(push("1"), push("2"), push("4"));
            assertThat(none.next()).isEqualTo(push("4"));
            for (WebSocketClient client : List.of(one, both, none)) {
                GoPushBroker.sync(client);
            }
        }
    }

    @Test
    void aRoomThatCannotBeIsToldAndTheConnectionGoesOn() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open()) {
            WebSocketClient client = broker.connected();
            for (String name : List.of("a b", "*", ">", "a.*", "x".repeat(300), "a\\u0000b")) {
                assertThat(client.say(join(name)).next())
                        .as(name)
                        .startsWith("{\"type\":\"ERROR\",\"data\":{\"code\":")
                        .contains("\"room\":\"");
            }
            assertThat(broker.toRoom("a b", "[1]")).startsWith("HTTP/1.1 400 ");
            for (String room : List.of("1", "2", "3", "4", "5")) {
                client.say(join(room));
            }
            assertThat(client.say(join("6")).next()).contains("\"code\":429,", "5 rooms");
            client.say(leave("3")).say(join("6"));
            GoPushBroker.sync(client);
            broker.toRoom("6", "[6]");
            broker.toRoom("3", "[3]");
            broker.advance(SECOND);
            assertThat(client.next()).isEqualTo(push("6"));
        }
    }

    @Test
    void theAuthorizerDecidesWhoJoinsWhat() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open(
                port -> port,
                port -> port,
                builder -> IpushBroker.knowing(builder)
                        .authorizer((who, action, channel) -> CompletableFuture.completedFuture(
                                channel.equals("gopush.room.staff")
                                                && !who.user().equals("boss")
                                        ? Authorizer.Decision.deny("staff only")
                                        : Authorizer.Decision.allow())))) {
            assertThat(broker.asking("").next()).startsWith("<close 1008 401 ");
            assertThat(broker.asking("?token=wrong").next()).startsWith("<close 1008 401 ");
            WebSocketClient anna = broker.connected("?token=token+of+anna");
            assertThat(anna.say(join("staff")).next())
                    .isEqualTo(
                            "{\"type\":\"ERROR\",\"data\":{\"code\":403,\"message\":\"staff only\",\"room\":\"staff\"}}");
            WebSocketClient boss = broker.connected("?token=token+of+boss");
            boss.say(join("staff"));
            GoPushBroker.sync(boss);
            broker.toRoom("staff", "[\"secret\"]");
            broker.toAll("[\"open\"]");
            broker.advance(SECOND);
            assertThat(List.of(boss.next(), boss.next())).contains(push("\"secret\""), push("\"open\""));
            assertThat(anna.next()).isEqualTo(push("\"open\""));
        }
    }

    @Test
    void aRoomMayKeepItsHistoryAndSurviveItsReaders() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open(
                port -> port.rooms("room."),
                port -> port,
                builder -> builder.channels("room.>", ChannelRules.keep(3).mergeUpTo(10, SECOND)))) {
            broker.toRoom("lobby", "[1,2,3,4]");
            WebSocketClient client = broker.in("lobby");
            broker.toRoom("lobby", "[5]");
            broker.advance(SECOND);
            assertThat(client.next()).as("from when one joined").isEqualTo(push("5"));
            assertThat(broker.broker()
                            .channel("room.lobby")
                            .history(History.earliest())
                            .join()
                            .messages())
                    .extracting(message -> message.text())
                    .containsExactly("3", "4", "5");
        }
    }

    @Test
    void whatOthersPublishComesAsAnItemAndItemsComeToOthers() throws Exception {
        LineTransport lines = LineTransport.port(0).lanes(1);
        try (GoPushBroker broker = GoPushBroker.open(port -> port, port -> port, builder -> builder.transport(lines));
                LineClient line = new LineClient(lines.port())) {
            line.say("sub gopush.room.lobby\n");
            assertThat(line.plain()).contains("SUBSCRIBED");
            WebSocketClient client = broker.in("lobby");
            broker.toRoom("lobby", "[{\"a\" : [1, \"x y\"]}]");
            line.say("pub gopush.room.lobby say \"hi\"\n");
            assertThat(line.plain()).contains("PUBLISHED");
            broker.broker()
                    .channel("gopush.room.lobby")
                    .publish(Payload.of(new byte[] {0, 1, 2}))
                    .join();
            broker.advance(SECOND);
            assertThat(client.next()).isEqualTo(push("{\"a\":[1,\"x y\"]},\"say \\\"hi\\\"\",{\"b64\":\"AAEC\"}"));
            assertThat(line.plain()).isEqualTo("\0{\"a\":[1,\"x y\"]} TIME\2");
            assertThat(line.plain()).isEqualTo("\0say \"hi\" TIME\2");
        }
    }

    @Test
    void aBroadcastOfTheBrokerIsAPushOfOneItemAndAnEndIsSaid() throws Exception {
        try (GoPushBroker broker =
                GoPushBroker.open(port -> port, port -> port, builder -> IpushBroker.knowing(builder))) {
            WebSocketClient client = broker.connected("?token=token+of+anna");
            broker.broker().broadcast(Payload.of("maintenance")).join();
            assertThat(client.next()).isEqualTo(push("\"maintenance\""));
            broker.broker().disconnectUser("anna", Farewell.STAY_AWAY, "enough").join();
            assertThat(client.next()).startsWith("<close 4444 ");
        }
    }

    @Test
    void figuresFollowWhoIsThere() throws Exception {
        try (GoPushBroker broker = GoPushBroker.open()) {
            WebSocketClient one = broker.in("a", "b");
            broker.in("b");
            assertThat(broker.get("/gateway/stats")).contains("\"onlineConnections\":2,", "\"roomCount\":2,");
            one.close();
            broker.awaitConnections(1);
            assertThat(broker.get("/gateway/stats")).contains("\"onlineConnections\":1,", "\"roomCount\":1,");
            broker.toRoom("b", "[1,2]");
            broker.toAll("[1]");
            broker.toAll("[\"" + "x".repeat(70_000) + "\"]");
            assertThat(broker.get("/stats")).endsWith("{\"DispatchTotal\":3,\"DispatchFail\":1,\"PushFail\":0}\n");
            assertThat(broker.get("/gateway/stats"))
                    .contains("\"mergerRoomTotal\":2,\"mergerAllTotal\":1,\"mergerRoomFail\":0,\"mergerAllFail\":1}");
        }
    }
}
