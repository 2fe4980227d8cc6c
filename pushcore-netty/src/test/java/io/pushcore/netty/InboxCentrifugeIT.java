package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.Payload;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("I1 to I7 by the Centrifuge protocol")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class InboxCentrifugeIT {
    private static final Pattern SESSION = Pattern.compile("\"session\":\"([0-9a-z]{26})\"");

    private HttpBroker broker = HttpBroker.open(builder -> builder.requests(
            (who, method, data) -> CompletableFuture.completedFuture(Payload.json("\"the application\""))));

    private int id = 1;

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void theInboxIsASubscriptionOfTheServersUnderTheUsersChannel() throws Exception {
        broker.broker().push("anna", "one").join();
        WebSocketClient anna = connect("anna", "true");
        String reply = anna.next();
        assertThat(reply).contains("\"subs\":{\"#anna\":{}}").endsWith("\",\"seq\":0}}}}");
        assertThat(anna.next())
                .matches("\\{\"push\":\\{\"channel\":\"#anna\",\"pub\":\\{\"data\":\\{\"seq\":1,\"channel\":\"@anna\","
                        + "\"position\":\"[0-9a-z]+:1\",\"time\":\"[^\"]+\",\"data\":\"one\"}}}}");
        assertThat(rpc(anna, "pending", "{}")).contains("\"rpc\":{\"data\":{\"count\":1,\"events\":[{\"seq\":1,");
        assertThat(rpc(anna, "ack", "{\"seq\":1}")).contains("\"rpc\":{\"data\":{}}");
        assertThat(rpc(anna, "pending", "{\"limit\":5}")).contains("{\"count\":0,\"events\":[]}");
        assertThat(rpc(anna, "follow", "{\"channel\":\"team\"}")).contains("\"from\":\"");
        broker.broker().channel("team").publish(Payload.json("{\"a\":1}")).join();
        assertThat(anna.next()).contains("\"seq\":2,\"channel\":\"team\",").contains("\"data\":{\"a\":1}");
        assertThat(rpc(anna, "follows", "{}")).contains("{\"data\":{\"channels\":[\"team\"]}}");
        assertThat(rpc(anna, "follows", "{\"of\":\"bert\"}")).contains("\"error\":{\"code\":107,");
        assertThat(rpc(anna, "unfollow", "{\"channel\":\"team\"}")).contains("{\"was\":true}");
        assertThat(rpc(anna, "read", "{\"first\":1}")).contains("\"data\":{}");
        assertThat(broker.broker().inbox("anna").unread().join()).isZero();
        assertThat(rpc(anna, "other", "{}")).contains("the application");
    }

    @Test
    void aSessionIsComeBackToByItsName() throws Exception {
        WebSocketClient first = connect("anna", "{\"device\":\"phone\"}");
        String session = session(first.next());
        first.leave(1000, "");
        broker.broker().push("anna", "one").join();
        WebSocketClient back = connect("anna", "{\"device\":\"phone\",\"session\":\"" + session + "\"}");
        assertThat(session(back.next())).isEqualTo(session);
        assertThat(back.next()).contains("\"seq\":1,");
        assertThat(rpc(back, "ack", "{\"seq\":1,\"only\":true}")).contains("\"data\":{}");
        assertThat(rpc(back, "pending", "null")).contains("\"count\":0");
        assertThat(broker.get("/inbox/pending?user=anna").body()).startsWith("{\"count\":1,");
    }

    @Test
    void whoIsTakenOverOrKickedIsToldToStayAway() throws Exception {
        WebSocketClient first = connect("anna", "true");
        String old = session(first.next());
        WebSocketClient second = connect("anna", "true");
        session(second.next());
        assertThat(first.next()).startsWith("<close 3503");
        WebSocketClient back = connect("anna", "{\"session\":\"" + old + "\"}");
        assertThat(back.next()).contains("\"error\":{\"code\":103,");
        broker.broker().disconnectUser("anna", Farewell.STAY_AWAY, "go").get(10, TimeUnit.SECONDS);
        assertThat(second.next()).isEqualTo("<close 3503 go>");
    }

    @Test
    void wrongAcknowledgementsAreRefusedAndChangeNothing() throws Exception {
        broker.broker().push("anna", "one").join();
        WebSocketClient anna = connect("anna", "true");
        anna.next();
        anna.next();
        for (String data : List.of(
                "{\"seq\":2}",
                "{\"seq\":0}",
                "{\"seq\":-1}",
                "{\"seq\":99999999999999999999}",
                "{\"seq\":\"1\"}",
                "{\"seq\":null}",
                "{\"seq\":1,\"olny\":true}",
                "{\"seq\":1,\"only\":1}",
                "{\"only\":true}",
                "[1]",
                "1",
                "null")) {
            assertThat(rpc(anna, "ack", data)).as(data).contains("\"error\":{\"code\":107,");
        }
        assertThat(rpc(anna, "read", "{\"first\":2,\"last\":1}")).contains("\"error\":{\"code\":107,");
        assertThat(rpc(anna, "pending", "{\"limit\":-1}")).contains("\"error\":{\"code\":107,");
        assertThat(rpc(anna, "follow", "{\"channel\":\"@bert\"}")).contains("\"error\":{\"code\":107,");
        assertThat(rpc(anna, "follow", "{}")).contains("\"error\":{\"code\":107,");
        assertThat(rpc(anna, "pending", "{}")).contains("\"count\":1");
    }

    @Test
    void whoDoesNotAskForItHasNoInboxAndItsCallsAreTheApplications() throws Exception {
        for (String data : List.of("\"text\"", "[1]", "{\"mine\":1}", "{\"inbox\":false}", "null")) {
            WebSocketClient anna = connectWith("anna", data);
            assertThat(anna.next()).as(data).doesNotContain("subs", "inbox");
            assertThat(rpc(anna, "ack", "{\"seq\":1}")).as(data).contains("the application");
        }
        assertThat(connectWith("anna", "{\"inbox\":{\"devise\":\"x\"}}").next()).contains("\"error\":{\"code\":107,");
        assertThat(connectWith("anna", "{\"inbox\":7}").next()).contains("\"error\":{\"code\":107,");
        assertThat(connectWith("", "{\"inbox\":true}").next()).contains("\"error\":{\"code\":");
    }

    @Test
    void withAnAuthenticatorNobodyIsWhomTheySay() throws Exception {
        instead(builder -> builder.authenticator(
                credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()))));
        WebSocketClient bert = broker.webSocket("/connection/websocket?user=anna");
        bert.say("{\"id\":1,\"connect\":{\"token\":\"bert\",\"data\":{\"inbox\":true}}}");
        assertThat(bert.next()).contains("\"error\":{\"code\":103,");
        WebSocketClient anna = broker.webSocket("/connection/websocket");
        anna.say("{\"id\":1,\"connect\":{\"token\":\"anna\",\"data\":{\"inbox\":true}}}");
        assertThat(anna.next()).contains("\"subs\":{\"#anna\":{}}");
        assertThat(rpc(anna, "follow", "{\"channel\":\"team\"}")).contains("\"error\":{\"code\":103,");
    }

    private void instead(UnaryOperator<io.pushcore.Broker.Builder> more) throws IOException {
        broker.close();
        broker = HttpBroker.open(more);
    }

    private WebSocketClient connect(String user, String inbox) {
        return connectWith(user, "{\"inbox\":" + inbox + "}");
    }

    private WebSocketClient connectWith(String user, String data) {
        WebSocketClient client = broker.webSocket("/connection/websocket" + (user.isEmpty() ? "" : "?user=" + user));
        return client.say("{\"id\":1,\"connect\":{\"data\":" + data + "}}");
    }

    private String rpc(WebSocketClient client, String method, String data) throws InterruptedException {
        id++;
        client.say("{\"id\":" + id + ",\"rpc\":{\"method\":\"" + method + "\",\"data\":" + data + "}}");
        return client.next();
    }

    private static String session(String reply) {
        Matcher found = SESSION.matcher(reply);
        assertThat(found.find()).as(reply).isTrue();
        return found.group(1);
    }
}
