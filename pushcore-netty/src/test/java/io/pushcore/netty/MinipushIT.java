package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.History;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The port of minipush")
@Timeout(120)
class MinipushIT {
    private static final String HELLO = "{\"type\":\"chat\",\"from\":2,\"to\":[1],\"body\":\"hello\"}";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ManualTime time = ManualTime.create();
    private MinipushTransport port = MinipushTransport.port(0).lanes(1);

    @BeforeAll
    static void slowMachines() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Broker started(Broker.Builder builder) {
        return opened(builder.transport(port).build());
    }

    private WebSocketClient user(String cookies) {
        return opened(WebSocketClient.open(
                HttpClient.newHttpClient(), URI.create("ws://127.0.0.1:" + port.port() + "/ws"), "Cookie", cookies));
    }

    private <C extends AutoCloseable> C opened(C one) {
        open.add(one);
        return one;
    }

    /** Says something; gives the answer, notices of heads passed over. */
    private static String ask(WebSocketClient client, String json) throws InterruptedException {
        return answer(client.say(json));
    }

    private static String answer(WebSocketClient client) throws InterruptedException {
        String next = client.next();
        while (next.startsWith("{\"head_seq\"")) {
            next = client.next();
        }
        return next;
    }

    private static void push(Broker broker, int count) {
        for (int i = 0; i < count; i++) {
            broker.push("1", Payload.json(HELLO)).join();
        }
    }

    // ---- what is asked

    @Test
    void statsSayHowItIsSetAndHowFarTheEventsReach() throws Exception {
        port = port.clientMessages();
        Broker broker = started(Broker.builder().userLogs(ChannelRules.keep(100).forAtMost(Duration.ofDays(30))));
        WebSocketClient one = user("x-uid=1");
        String conf =
                "{\"event_ttl_days\":30,\"get_events_limit\":100,\"enable_client_msg\":true,\"max_msg_size\":4096}";
        assertThat(ask(one, "{\"stats\":{}}")).isEqualTo("{\"stats\":{\"conf\":" + conf + "}}");
        push(broker, 11);
        assertThat(ask(one, "{\"stats\":{\"count_unread\":true}}"))
                .isEqualTo("{\"stats\":{\"conf\":" + conf + ",\"head_seq\":11,\"unread_count\":11}}");
        assertThat(ask(one, "{\"stats\":{\"count_unread\":false}}"))
                .isEqualTo("{\"stats\":{\"conf\":" + conf + ",\"head_seq\":11}}");
    }

    @Test
    void rulesOfUserLogsThatChangeReachWhoIsThere() throws Exception {
        Broker broker = started(Broker.builder().userLogs(ChannelRules.keep(100).forAtMost(Duration.ofDays(30))));
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"stats\":{}}")).contains("\"event_ttl_days\":30,");
        broker.reload(broker.tuning().userLogs(ChannelRules.keep(5).forAtMost(Duration.ofDays(7))));
        assertThat(ask(one, "{\"stats\":{}}")).contains("\"event_ttl_days\":7,");
        push(broker, 11);
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":11}}")).contains("{\"seq\":11,\"len\":5,");
    }

    @Test
    void eventsComeTheNewestFirstAndSayWhetherTheyWereRead() throws Exception {
        Broker broker = started(Broker.builder().time(time));
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":1,\"to_seq\":3}}")).isEqualTo("{\"get_events\":{}}");
        push(broker, 1);
        broker.push("1", "plain \"text\"").join();
        broker.push("1", Payload.of(new byte[] {1, 2, 3})).join();
        assertThat(ask(one, "{\"set_read\":{\"seq\":2}}")).isEqualTo("{\"set_read\":{\"seq\":2,\"changed\":true}}");
        String created = "\"create_time\":\"" + time.now().getEpochSecond() + "\"";
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":1,\"to_seq\":3}}"))
                .isEqualTo("{\"get_events\":{\"events\":[{\"uid\":1,\"seq\":3," + created + ",\"payload\":\"AQID\"},"
                        + "{\"uid\":1,\"seq\":2," + created
                        + ",\"payload\":\"plain \\\"text\\\"\",\"read_state\":true},"
                        + "{\"uid\":1,\"seq\":1," + created + ",\"payload\":\"" + HELLO.replace("\"", "\\\"")
                        + "\"}]}}");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":3,\"to_seq\":99}}"))
                .contains("\"seq\":3,")
                .doesNotContain("\"seq\":2,");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":500,\"to_seq\":510}}"))
                .isEqualTo("{\"get_events\":{}}");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":3,\"to_seq\":1}}")).isEqualTo("{\"get_events\":{}}");
    }

    @Test
    void aRangeIsBoundedBothWaysRound() throws Exception {
        Broker broker = started(Broker.builder());
        push(broker, 150);
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"get_events\":{\"to_seq\":-1}}"))
                .isEqualTo("{\"error\":{\"code\":3,\"params\":[\"from_seq: should be positive integer\","
                        + "\"to_seq: should be positive integer\"],\"req\":{\"get_events\":{\"to_seq\":-1}}}}");
        for (String range : List.of(
                "\"from_seq\":500,\"to_seq\":1", "\"from_seq\":1,\"to_seq\":101", "\"from_seq\":1,\"to_seq\":100000")) {
            assertThat(ask(one, "{\"get_events\":{" + range + "}}"))
                    .isEqualTo(
                            "{\"error\":{\"code\":3,\"params\":[\"seq range: exceeds limit: 100\"],\"req\":{\"get_events\":{"
                                    + range + "}}}}");
        }
        String whole = ask(one, "{\"get_events\":{\"from_seq\":1,\"to_seq\":100}}");
        assertThat(whole.split("\"seq\":", -1)).hasSize(101);
        assertThat(whole).startsWith("{\"get_events\":{\"events\":[{\"uid\":1,\"seq\":100,");
    }

    @Test
    void aRangeOfLargeEventsIsServedInOnePiece() throws Exception {
        Broker broker = started(Broker.builder());
        for (int i = 0; i < 60; i++) {
            broker.push("1", "x".repeat(60_000)).join();
        }
        String whole = ask(user("x-uid=1"), "{\"get_events\":{\"from_seq\":1,\"to_seq\":60}}");
        assertThat(whole.split("\"seq\":", -1)).hasSize(61);
    }

    @Test
    void readingIsMarkedOnceAndOnlyWhatIsThere() throws Exception {
        Broker broker = started(Broker.builder());
        push(broker, 3);
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"set_read\":{\"seq\":2}}")).isEqualTo("{\"set_read\":{\"seq\":2,\"changed\":true}}");
        assertThat(ask(user("x-uid=1"), "{\"set_read\":{\"seq\":2}}")).isEqualTo("{\"set_read\":{\"seq\":2}}");
        assertThat(ask(one, "{\"set_read\":{\"seq\":9}}")).isEqualTo("{\"set_read\":{\"seq\":9}}");
        assertThat(ask(one, "{\"set_read\":{}}"))
                .isEqualTo(
                        "{\"error\":{\"code\":3,\"params\":[\"seq: should be positive integer\"],\"req\":{\"set_read\":{}}}}");
        assertThat(broker.inbox("1").unread().join()).isEqualTo(2);
    }

    @Test
    void statesAreBitsFromTheNewestDownwards() throws Exception {
        Broker broker = started(Broker.builder());
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":5}}")).isEqualTo("{\"get_read_states\":{}}");
        push(broker, 5);
        ask(one, "{\"set_read\":{\"seq\":2}}");
        String five = "{\"get_read_states\":{\"blocks\":[{\"seq\":5,\"len\":5,\"base64\":\"EA==\"}]}}";
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":5}}")).isEqualTo(five);
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":500}}")).isEqualTo(five);
        assertThat(ask(one, "{\"get_read_states\":{}}"))
                .contains("head_seq: should be positive integer", "\"req\":{\"get_read_states\":{}}");
    }

    @Test
    void aNumberThatIsMissingShiftsNoBit() throws Exception {
        Broker broker = started(Broker.builder().time(time));
        for (int seq = 1; seq <= 12; seq++) {
            Publication event = Publication.of("event " + seq);
            boolean passes = seq == 3 || seq == 6 || seq == 7;
            broker.push("1", passes ? event.ttl(Duration.ofSeconds(5)) : event).join();
        }
        broker.inbox("1").markRead(2, 4).join();
        broker.inbox("1").markRead(12, 12).join();
        time.advance(Duration.ofSeconds(10));
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":12}}"))
                .isEqualTo("{\"get_read_states\":{\"blocks\":[{\"seq\":12,\"len\":5,\"base64\":\"gA==\"},"
                        + "{\"seq\":5,\"len\":2,\"base64\":\"QA==\"},{\"seq\":2,\"len\":2,\"base64\":\"gA==\"}]}}");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":6,\"to_seq\":7}}")).isEqualTo("{\"get_events\":{}}");
    }

    @Test
    void manyStatesAreTold() throws Exception {
        Broker broker = started(Broker.builder().userLogs(ChannelRules.keep(20_000)));
        List<CompletableFuture<?>> pushes = new ArrayList<>();
        for (int i = 0; i < 10_500; i++) {
            pushes.add(broker.push("1", "event"));
        }
        CompletableFuture.allOf(pushes.toArray(CompletableFuture<?>[]::new)).join();
        WebSocketClient one = user("x-uid=1");
        String states = ask(one, "{\"get_read_states\":{\"head_seq\":10500}}");
        assertThat(states)
                .startsWith("{\"get_read_states\":{\"blocks\":[{\"seq\":10500,\"len\":10000,\"base64\":\"AAAA");
        assertThat(states.replaceAll(".*\"base64\":\"([^\"]*)\".*", "$1")).hasSize(1668);
    }

    @Test
    void whatIsTooOldIsDeletedAndCountsNowhere() throws Exception {
        Broker broker = started(
                Broker.builder().time(time).userLogs(ChannelRules.keep(100).forAtMost(Duration.ofDays(30))));
        push(broker, 3);
        time.advance(Duration.ofDays(31));
        push(broker, 1);
        WebSocketClient one = user("x-uid=1");
        assertThat(ask(one, "{\"stats\":{\"count_unread\":true}}")).contains("\"head_seq\":4,\"unread_count\":1}");
        assertThat(ask(one, "{\"get_events\":{\"from_seq\":1,\"to_seq\":3}}")).isEqualTo("{\"get_events\":{}}");
        assertThat(ask(one, "{\"get_read_states\":{\"head_seq\":4}}"))
                .contains("{\"seq\":4,\"len\":1,\"base64\":\"AA==\"}]");
    }

    // ---- what is said to others

    @Test
    void aMessageBecomesAnEventOfEachUserFromWhoSentIt() throws Exception {
        port = port.clientMessages();
        Broker broker = started(Broker.builder());
        WebSocketClient one = user("x-uid=1");
        WebSocketClient two = user("x-uid=2");
        one.say(
                "{\"im\":{\"type\":\"chat\",\"from\":77,\"to\":[2,3],\"props\":{\"a\":\"b\"},\"body\":\"hi \\\"you\\\"\"}}");
        assertThat(two.next()).isEqualTo("{\"head_seq\":1}");
        String events = ask(two, "{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}");
        assertThat(events.replace("\\\"", "'"))
                .contains(
                        "\"payload\":\"{'type':'chat','from':1,'to':[2,3],'props':{'a':'b'},'body':'hi \\\\'you\\\\''}\"");
        await().until(() -> broker.inbox("3").unread().join() == 1);
        assertThat(broker.channel("@3")
                        .history(History.earliest())
                        .join()
                        .messages()
                        .get(0)
                        .sender())
                .isEqualTo("1");
        assertThat(ask(one, "{\"im\":{\"type\":\"chat\",\"to\":[]}}"))
                .isEqualTo("{\"error\":{\"code\":3,\"params\":[\"to: should not be empty\"]}}");
    }

    @Test
    void withoutTheOptionMessagesAreNotSupported() throws Exception {
        started(Broker.builder());
        assertThat(ask(user("x-uid=1"), "{\"im\":{\"type\":\"chat\",\"from\":1,\"to\":[2],\"body\":\"hi\"}}"))
                .isEqualTo("{\"error\":{\"code\":3,\"params\":[\"feature is not supported\"]}}");
    }

    // ---- notices and sessions

    @Test
    void newsIsTold() throws Exception {
        Broker broker = started(Broker.builder().time(time));
        push(broker, 10);
        WebSocketClient one = user("x-uid=1");
        push(broker, 1);
        assertThat(one.next()).isEqualTo("{\"head_seq\":11}");
    }

    @Test
    void theOldestOfTooManySessionsIsKickedOff() throws Exception {
        Broker broker = started(Broker.builder().limit(Limit.SESSIONS_PER_USER, 2));
        WebSocketClient first = user("x-uid=1");
        WebSocketClient second = user("x-uid=1");
        WebSocketClient third = user("x-uid=1");
        assertThat(first.next()).isEqualTo("{\"kickoff\":true}");
        assertThat(first.next()).startsWith("<close 4444");
        push(broker, 1);
        assertThat(second.next()).isEqualTo("{\"head_seq\":1}");
        assertThat(third.next()).isEqualTo("{\"head_seq\":1}");
    }

    @Test
    void itsSessionsOpenNoInbox() throws Exception {
        Broker broker = started(Broker.builder());
        user("x-uid=1");
        assertThat(broker.push("1", "hello").join().online()).isFalse();
        assertThat(broker.sessions("1", 9).join().sessions()).hasSize(1);
    }

    // ---- who it is

    @Test
    void whoShowsNoNumberIsNobody() throws Exception {
        started(Broker.builder());
        for (String cookies :
                List.of("", "Cookie: x-uid=\r\n", "Cookie: x-uid=anna\r\n", "Cookie: x-uid=9999999999\r\n")) {
            assertThat(handshake(cookies))
                    .as(cookies)
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .endsWith("\r\n\r\nAuthenticate error\n");
        }
        assertThat(asked("GET /ws HTTP/1.1\r\nHost: localhost\r\nCookie: x-uid=1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(asked("GET /other HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void cookiesAreShownToTheAuthenticatorAndItSaysWhoItIs() throws Exception {
        Broker broker = started(Broker.builder()
                .authenticator(
                        shown -> shown.cookies().getOrDefault("x-token", "").equals("of " + shown.name())
                                        || shown.token().equals("anna's")
                                ? CompletableFuture.completedFuture(
                                        Identity.of(shown.token().equals("anna's") ? "anna" : shown.name()))
                                : CompletableFuture.failedFuture(
                                        new PushCoreException(ErrorCode.UNAUTHENTICATED, "wrong")))
                .authorizer(Authorizer.allowAll()));
        assertThat(handshake("Cookie: x-uid=1; x-token=of 2\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .endsWith("Authenticate error\n");
        assertThat(handshake("Cookie: x-uid=1; x-token=anna's\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(handshake("")).startsWith("HTTP/1.1 403 ");
        broker.push("1", "hello").join();
        assertThat(ask(user("x-uid=1; x-token=of 1"), "{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}"))
                .contains("{\"uid\":1,\"seq\":1,");
        broker.push("anna", "hello").join();
        assertThat(ask(user("x-token=anna's"), "{\"get_events\":{\"from_seq\":1,\"to_seq\":1}}"))
                .contains("{\"uid\":\"anna\",\"seq\":1,");
    }

    @Test
    void whileNobodyCanTellTheNodeIsNotThere() throws Exception {
        started(Broker.builder()
                .authenticator(
                        shown -> CompletableFuture.failedFuture(new PushCoreException(ErrorCode.BUSY, "not now"))));
        assertThat(handshake("Cookie: x-uid=1\r\n"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("\r\n\r\nThis node is temporially disconnected from cluster\n");
    }

    private String handshake(String cookies) throws Exception {
        return asked("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + cookies + "\r\n");
    }

    private String asked(String request) throws Exception {
        return opened(new LineClient(port.port())).say(request).rest();
    }
}
