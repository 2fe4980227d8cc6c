package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How far one's own log reaches, told on all ports. Time stands still: what comes second comes when the test lets the second pass. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class HeadNoticesIT {
    private static final String[] EVENTS = {"Accept", "text/event-stream"};
    private static final String[] LINES = {"Accept", "application/x-ndjson"};

    private final ManualTime time = ManualTime.create();
    private final LineTransport line = LineTransport.port(0);
    private final List<LineClient> clients = new ArrayList<>();
    private HttpBroker broker = HttpBroker.open(builder -> builder.time(time).transport(line));

    @AfterEach
    void close() throws IOException {
        for (LineClient client : clients) {
            client.close();
        }
        broker.close();
    }

    @Test
    void onTheLinePortByHeads() throws Exception {
        push("anna", 2);
        LineClient anna = named("anna");
        assertThat(anna.say("heads\n").line()).matches("ok heads [0-9a-z]+:2");
        push("anna", 1);
        assertThat(anna.line()).matches("head [0-9a-z]+:3");
        push("anna", 1);
        assertThat(anna.say("ping\n").line()).isEqualTo("pong");
        time.advance(Duration.ofSeconds(1));
        assertThat(anna.line()).matches("head [0-9a-z]+:4");
        assertThat(anna.say("heads off\n").line()).isEqualTo("ok");
        time.advance(Duration.ofSeconds(2));
        push("anna", 1);
        assertThat(anna.say("ping\n").line()).isEqualTo("pong");
        assertThat(anna.say("heads\n").line()).endsWith(":5");
        assertThat(anna.say("heads on\n").line()).isEqualTo("err 400 usage: heads [off]");
        assertThat(connect().say("heads\n").line()).startsWith("err 403 ");
    }

    @Test
    void asServerSentEventsAndAsLines() throws Exception {
        push("anna", 1);
        StreamClient events = broker.stream("/inbox/heads?user=anna", EVENTS);
        assertThat(events.event()).hasSize(2).startsWith("retry: 2000").allMatch(field -> !field.startsWith("id"));
        StreamClient lines = broker.stream("/inbox/heads?user=anna", LINES);
        assertThat(lines.line()).matches("\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1}");
        push("anna", 1);
        assertThat(events.event().toString()).matches("\\[data: \\{\"epoch\":\"[0-9a-z]+\",\"offset\":2}]");
        assertThat(lines.line()).endsWith("\"offset\":2}");
        AtomicLong told = new AtomicLong();
        broker.broker().inbox("anna").heads(newest -> told.set(newest.offset()));
        push("anna", 7);
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return told.get() == 9;
        });
        // some of the seven may have been told before
        String event = events.event().toString();
        while (!event.contains("\"offset\":9}")) {
            event = events.event().toString();
        }
        String json = lines.line();
        while (!json.endsWith("\"offset\":9}")) {
            json = lines.line();
        }
        assertThat(broker.get("/inbox/heads?user=anna").body()).endsWith("\"offset\":9}\n");
        assertThat(broker.get("/inbox/heads?user=nobody").body()).endsWith("\"offset\":0}\n");
        assertThat(broker.get("/inbox/heads").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/heads", EVENTS).statusCode()).isEqualTo(403);
    }

    @Test
    void asTextFramesOfARawWebSocketWhichTakesNothing() throws Exception {
        WebSocketClient anna = broker.webSocket("/inbox/heads?user=anna");
        assertThat(anna.next()).endsWith("\"offset\":0}");
        push("anna", 1);
        assertThat(anna.next()).matches("\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1}");
        assertThat(anna.say("what is this").next()).startsWith("<close 1008 400 nothing is read here");
        WebSocketClient nobody = broker.webSocket("/inbox/heads");
        assertThat(nobody.next()).startsWith("<close 1008 403 ");
    }

    @Test
    void byTheCentrifugeProtocolAsAMessageWithOrWithoutTheInbox() throws Exception {
        push("anna", 1);
        WebSocketClient anna = broker.webSocket("/connection/websocket?user=anna");
        assertThat(anna.say("{\"id\":1,\"connect\":{\"data\":{\"heads\":true}}}")
                        .next())
                .matches(".*\"data\":\\{\"head\":\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1}}}}")
                .doesNotContain("subs");
        push("anna", 1);
        assertThat(anna.next())
                .matches(
                        "\\{\"push\":\\{\"message\":\\{\"data\":\\{\"head\":\\{\"epoch\":\"[0-9a-z]+\",\"offset\":2}}}}}");
        WebSocketClient both = broker.webSocket("/connection/websocket?user=anna");
        assertThat(both.say("{\"id\":1,\"connect\":{\"data\":{\"inbox\":true,\"heads\":true}}}")
                        .next())
                .contains("\"subs\":{\"#anna\":{}},\"data\":{\"inbox\":{\"session\":\"")
                .endsWith("\"offset\":2}}}}");
        WebSocketClient nobody = broker.webSocket("/connection/websocket");
        assertThat(nobody.say("{\"id\":1,\"connect\":{\"data\":{\"heads\":true}}}")
                        .next())
                .contains("\"error\":{\"code\":103,");
    }

    @Test
    void watchingTakesNothingOverAndMakesNobodyOnline() throws Exception {
        LineClient session = named("anna");
        assertThat(session.say("inbox\n").line()).startsWith("ok inbox ");
        StreamClient watcher = broker.stream("/inbox/heads?user=anna", LINES);
        watcher.line();
        push("anna", 1);
        assertThat(session.line()).startsWith("inbox 1 @anna ");
        assertThat(watcher.line()).endsWith("\"offset\":1}");
        StreamClient other = broker.stream("/inbox/heads?user=bert", LINES);
        other.line();
        assertThat(broker.broker().push("bert", "x").join().online()).isFalse();
        assertThat(other.line()).endsWith("\"offset\":1}");
    }

    @Test
    void onlyTheUserAndOnlyWhomTheAuthorizerLetsReadTheirInbox() throws Exception {
        instead(Authorizer.Action.INBOX);
        assertThat(broker.get("/inbox/heads?token=anna").body()).endsWith("\"offset\":0}\n");
        assertThat(broker.get("/inbox/heads?token=bert&user=anna").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/heads").statusCode()).isEqualTo(401);
        instead(Authorizer.Action.SUBSCRIBE);
        assertThat(broker.get("/inbox/heads?token=anna").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/heads?token=anna", EVENTS).statusCode()).isEqualTo(403);
    }

    @Test
    void theEndOfTheBrokerEndsTheStream() throws Exception {
        StreamClient lines = broker.stream("/inbox/heads?user=anna", LINES);
        lines.line();
        broker.broker().close(Duration.ofSeconds(5));
        assertThat(lines.line()).startsWith("{\"end\":{");
    }

    private void instead(Authorizer.Action allowed) throws IOException {
        broker.close();
        broker = HttpBroker.open(builder -> builder.authenticator(
                        credentials -> credentials.token().isEmpty()
                                ? CompletableFuture.failedFuture(
                                        new PushCoreException(ErrorCode.UNAUTHENTICATED, "no token"))
                                : CompletableFuture.completedFuture(Identity.of(credentials.token())))
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(
                        action == allowed && channel.equals("@" + who.user())
                                ? Authorizer.Decision.allow()
                                : Authorizer.Decision.deny("no"))));
    }

    private void push(String user, int count) {
        Broker pushing = broker.broker();
        for (int i = 0; i < count; i++) {
            pushing.push(user, "m").join();
        }
    }

    private LineClient connect() throws IOException {
        LineClient client = new LineClient(line.port());
        clients.add(client);
        assertThat(client.say("hello 2\n").line()).isEqualTo("ok hello 2");
        return client;
    }

    private LineClient named(String user) throws IOException {
        LineClient client = connect();
        assertThat(client.say("setuuid " + user + "\n").line()).isEqualTo("ok");
        return client;
    }
}
