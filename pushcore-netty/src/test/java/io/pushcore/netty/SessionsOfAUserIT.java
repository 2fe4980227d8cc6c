package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.InboxSession;
import io.pushcore.Limit;
import io.pushcore.Session;
import io.pushcore.SessionEvent;
import io.pushcore.WhenTooManySessions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("I11, I12: sessions of a user, counted over all ways in")
@Timeout(120)
class SessionsOfAUserIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<SessionEvent> told = new CopyOnWriteArrayList<>();
    private final LineTransport lines = LineTransport.port(0);
    private final IpushTransport ipush = IpushTransport.port(0);
    private HttpBroker http;

    @AfterEach
    void close() throws Exception {
        http.close();
    }

    private Broker open(long limit, WhenTooManySessions whenTooMany) {
        http = HttpBroker.open(builder -> builder.transport(lines)
                .transport(ipush)
                .limit(Limit.SESSIONS_PER_USER, limit)
                .whenTooManySessions(whenTooMany)
                .sessionEvents(told::add));
        return http.broker();
    }

    @Test
    void aLineAWebSocketAStreamIpushAndTheProcessAreCountedTogether() throws Exception {
        Broker broker = open(5, WhenTooManySessions.END_OLDEST);
        LineClient line = line();
        assertThat(line.say("setuuid anna\n").line()).isEqualTo("ok");
        WebSocketClient centrifuge = centrifuge();
        StreamClient stream = http.stream("/inbox?user=anna&device=page", "Accept", "text/event-stream");
        assertThat(stream.event()).isNotEmpty();
        IpushClient pusher = IpushClient.of(ipush.port(), "anna");
        InboxSession phone = broker.inbox("anna", "phone").open().get(60, TimeUnit.SECONDS);
        assertThat(of(broker))
                .extracting(Session::transport)
                .containsExactlyInAnyOrder("line", "websocket", "http", "ipush", "process");
        // one question and its answer is no session
        assertThat(http.post("/channels/news?user=anna", "hello").statusCode()).isEqualTo(200);
        assertThat(http.get("/inbox/pending?user=anna").statusCode()).isEqualTo(200);
        assertThat(line.say("ping\n").line()).isEqualTo("pong");

        LineClient sixth = line();
        assertThat(sixth.say("setuuid anna\n").line()).isEqualTo("ok");
        assertThat(line.line()).startsWith("bye 444 ").contains("sessionsPerUser");
        LineClient seventh = line();
        assertThat(seventh.say("setuuid anna\n").line()).isEqualTo("ok");
        assertThat(centrifuge.next()).startsWith("<close 3503 ").contains("sessionsPerUser");
        await().atMost(SOON).until(() -> of(broker).size() == 5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told)
                        .filteredOn(SessionEvent.Closed.class::isInstance)
                        .extracting(event -> ((SessionEvent.Closed) event).reason())
                        .containsExactly(SessionEvent.Reason.OVER_LIMIT, SessionEvent.Reason.OVER_LIMIT));
        pusher.close();
        phone.close();
    }

    @Test
    void theNewOneIsRefusedWithTheNameOfTheLimitOnEachWayIn() throws Exception {
        Broker broker = open(1, WhenTooManySessions.REFUSE_NEW);
        LineClient first = line();
        assertThat(first.say("setuuid anna\n").line()).isEqualTo("ok");
        assertThat(line().say("setuuid anna\n").line()).startsWith("err 429 ").contains("sessionsPerUser");
        assertThat(connect().next()).contains("sessionsPerUser");
        var stream = http.get("/inbox?user=anna", "Accept", "text/event-stream");
        assertThat(stream.statusCode()).isEqualTo(429);
        assertThat(stream.body()).contains("sessionsPerUser");
        assertThat(of(broker)).hasSize(1);
        assertThat(first.say("ping\n").line()).isEqualTo("pong");
    }

    private LineClient line() throws Exception {
        LineClient client = new LineClient(lines.port());
        assertThat(client.say("hello 2\n").line()).isEqualTo("ok hello 2");
        return client;
    }

    private WebSocketClient connect() {
        return http.webSocket("/connection/websocket?user=anna").say("{\"id\":1,\"connect\":{}}");
    }

    private WebSocketClient centrifuge() throws Exception {
        WebSocketClient client = connect();
        assertThat(client.next()).contains("\"connect\":");
        return client;
    }

    private static List<Session> of(Broker broker) throws Exception {
        return broker.sessions("anna", 100).get(60, TimeUnit.SECONDS).sessions();
    }
}
