package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Publication;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The client port of ipush")
@Timeout(60)
class IpushIT {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final IpushTransport port = IpushTransport.port(0).lanes(1);

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void theAnswerIsAStreamOfChunksAsThePageSays() throws Exception {
        started(Broker.builder());
        IpushClient anna = opened(IpushClient.asking(port.port(), "uid=anna&password=secret&type=1"));
        assertThat(anna.head())
                .startsWith("HTTP/1.1 200 OK\n")
                .contains("\nConnection: keep-alive\n")
                .contains("\nContent-Type: text/html; charset=utf-8\n")
                .contains("\nTransfer-Encoding: chunked\n")
                .contains("\nDate: ")
                .contains("\nContent-Security-Policy: sandbox");
    }

    @Test
    void whatIsPushedComesNumberedAndAgainUntilItIsAcknowledged() throws Exception {
        Broker broker = started(Broker.builder());
        broker.push("anna", Publication.of("hello payload").sender("op")).join();
        IpushClient anna = connected("anna");
        assertThat(anna.next()).isEqualTo("{\"y\":3,\"s\":1,\"t\":\"anna\",\"f\":\"op\",\"b\":\"hello payload\"}\n");
        broker.push("anna", "two \"lines\"\n\t你").join();
        assertThat(anna.next()).isEqualTo("{\"y\":3,\"s\":2,\"t\":\"anna\",\"b\":\"two \\\"lines\\\"\\n\\t你\"}\n");
        anna.say("{\"y\":5,\"s\":1}");
        anna.say("{\"y\":1,\"c\":\"news\"}");
        await().until(() -> !broker.inbox("anna").follows().join().isEmpty());
        IpushClient again = connected("anna");
        assertThat(again.next()).startsWith("{\"y\":3,\"s\":2,");
        again.say("{\"y\":5,\"s\":2}");
        await().until(() -> broker.inbox("anna").pending(9).join().count() == 0);
    }

    @Test
    void usersPushToUsersAndToChannelsTheyFollow() throws Exception {
        Broker broker = started(Broker.builder());
        IpushClient anna = connected("anna");
        IpushClient bert = connected("bert");
        anna.say("{\"y\":1,\"u\":\"anna\",\"c\":\"team\"}").say("{\"y\":4,\"c\":\"team\",\"b\":\"from anna\"}");
        assertThat(anna.next())
                .isEqualTo("{\"y\":4,\"s\":1,\"t\":\"anna\",\"f\":\"anna\",\"c\":\"team\",\"b\":\"from anna\"}\n");
        bert.say("{\"c\":\"team\",\"f\":\"bert\",\"y\":1}").say("{\"y\":4,\"c\":\"team\",\"b\":\"from bert\"}");
        assertThat(bert.next()).contains("\"s\":1,", "from bert");
        assertThat(anna.next()).contains("\"s\":2,", "from bert");
        bert.say(" { \"b\" : \"hi\" , \"t\":\"anna\", \"y\" : 3, \"l\":2, \"f\":\"bert\" } ");
        assertThat(anna.next()).isEqualTo("{\"y\":3,\"s\":3,\"t\":\"anna\",\"f\":\"bert\",\"b\":\"hi\"}\n");
        anna.say("{\"y\":2,\"u\":\"anna\",\"c\":\"team\"}").say("{\"y\":0}").say(" ");
        await().until(() -> broker.inbox("anna").follows().join().isEmpty());
        bert.say("{\"y\":3,\"t\":\"carla\",\"b\":\"not there yet\"}");
        await().until(() -> broker.inbox("carla").pending(9).join().count() == 1);
        assertThat(connected("carla").next())
                .isEqualTo("{\"y\":3,\"s\":1,\"t\":\"carla\",\"f\":\"bert\",\"b\":\"not there yet\"}\n");
    }

    @Test
    void aLongPollEndsAfterTheFirstMessage() throws Exception {
        Broker broker = started(Broker.builder());
        broker.push("anna", "one").join();
        broker.push("anna", "two").join();
        IpushClient poll = opened(IpushClient.asking(port.port(), "uid=anna&password=x&type=2"));
        poll.head();
        assertThat(poll.next()).contains("\"s\":1,");
        assertThat(poll.next()).isEmpty();
        assertThat(poll.rest()).isEmpty();
        // a poll may end before it has read what came behind its head: then that is said again
        await().until(() -> {
            IpushClient acks = opened(IpushClient.asking(port.port(), "uid=anna&password=x&type=2"));
            acks.say("{\"y\":5,\"s\":1}");
            acks.head();
            assertThat(acks.next()).isNotEmpty();
            return broker.inbox("anna").pending(9).join().count() == 1;
        });
        IpushClient next = opened(IpushClient.asking(port.port(), "uid=anna&password=x&type=2"));
        next.head();
        assertThat(next.next()).contains("\"s\":2,");
    }

    @Test
    void aWebSocketOnTheSamePathSpeaksTheSameMessages() throws Exception {
        Broker broker = started(Broker.builder());
        WebSocketClient anna = webSocket("uid=anna&password=x");
        anna.say("{\"y\":1,\"c\":\"team\"}").say("{\"y\":4,\"c\":\"team\",\"b\":\"all\"}");
        assertThat(anna.next())
                .isEqualTo("{\"y\":4,\"s\":1,\"t\":\"anna\",\"f\":\"anna\",\"c\":\"team\",\"b\":\"all\"}\n");
        assertThat(anna.say("{\"y\":9}").next()).startsWith("{\"error\":\"this is no message");
        assertThat(anna.say(new byte[] {1, 2}).next()).startsWith("{\"error\":\"this is no message");
        anna.say(" ").say("{\"y\":5,\"s\":1}");
        await().until(() -> broker.inbox("anna").pending(9).join().count() == 0);
        connected("anna");
        assertThat(anna.next()).startsWith("<close 1008 445 ");
    }

    @Test
    void whatExpiredIsAbsentAndIsNotWaitedFor() throws Exception {
        ManualTime time = ManualTime.create();
        Broker broker = started(Broker.builder().time(time).limit(Limit.UNACKNOWLEDGED_PER_INBOX, 3));
        for (int i = 1; i <= 3; i++) {
            broker.push("anna", Publication.of("short " + i).ttl(Duration.ofSeconds(10)))
                    .join();
        }
        IpushClient first = connected("anna");
        for (int i = 1; i <= 3; i++) {
            assertThat(first.next()).contains("\"s\":" + i + ",");
        }
        first.close();
        time.advance(Duration.ofSeconds(20));
        broker.push("anna", "stays").join();
        IpushClient again = connected("anna");
        assertThat(again.next()).isEqualTo("{\"y\":3,\"s\":4,\"t\":\"anna\",\"b\":\"stays\"}\n");
        again.say("{\"y\":5,\"s\":4}");
        await().until(() -> broker.inbox("anna").pending(9).join().count() == 0);
    }

    @Test
    void whatWasTrimmedIsAbsentAndALaterAckCoversIt() throws Exception {
        Broker broker = started(Broker.builder().userLogs(ChannelRules.keep(2)));
        for (int i = 1; i <= 5; i++) {
            broker.push("anna", "message " + i).join();
        }
        IpushClient anna = connected("anna");
        assertThat(anna.next()).contains("\"b\":\"message 4\"");
        String last = anna.next();
        assertThat(last).contains("\"b\":\"message 5\"");
        anna.say("{\"y\":5,\"s\":" + last.replaceAll(".*\"s\":(\\d+),.*\n", "$1") + "}");
        await().until(() -> broker.inbox("anna").pending(9).join().count() == 0);
    }

    @Test
    void wrongRequestsAreAnsweredAsThePageSays() throws Exception {
        started(Broker.builder());
        for (String query : List.of("", "uid=anna", "password=x", "uid=&password=x", "uid=anna&password=")) {
            IpushClient client = opened(IpushClient.asking(port.port(), query, "Connection: close"));
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("Content-Type: text/json; charset=utf-8\r\n")
                    .endsWith("\r\n\r\n{\"error\":\"uid or password should not empty\"}\n");
        }
        assertThat(answer("POST /connect?uid=a&password=b HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .endsWith("\r\n\r\n{\"error\":\"Method Not Allowed\"}\n");
        assertThat(answer("GET /other HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("<TITLE>404 Not Found</TITLE>");
        assertThat(answer("GET /connect?uid=a%20b&password=b HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(answer("GET /connect?uid=a&password=b&type=3 HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .endsWith("{\"error\":\"type must be 1 (stream) or 2 (long polling)\"}\n");
        assertThat(answer("GET /connect?uid=a&password=b HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(answer("GET /connect?uid=a&password=b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void everyoneHearsABroadcast() throws Exception {
        Broker broker = started(Broker.builder());
        IpushClient anna = connected("anna");
        WebSocketClient bert = webSocket("uid=bert&password=x");
        await().until(() -> broker.broadcast(Payload.of("noon")).join() == 2);
        assertThat(anna.next()).isEqualTo("{\"y\":3,\"t\":\"anna\",\"b\":\"noon\"}\n");
        assertThat(bert.next()).isEqualTo("{\"y\":3,\"t\":\"bert\",\"b\":\"noon\"}\n");
    }

    private String answer(String request) throws Exception {
        return opened(new LineClient(port.port())).say(request).rest();
    }

    private Broker started(Broker.Builder builder) {
        return opened(builder.transport(port).build());
    }

    private IpushClient connected(String user) throws Exception {
        return opened(IpushClient.of(port.port(), user));
    }

    private WebSocketClient webSocket(String query) {
        return opened(WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port.port() + "/connect?" + query)));
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }
}
