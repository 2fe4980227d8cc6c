package io.pushcore.netty;

import static io.pushcore.netty.XiucallBroker.GREETING;
import static io.pushcore.netty.XiucallBroker.body;
import static io.pushcore.netty.XiucallBroker.commit;
import static io.pushcore.netty.XiucallBroker.head;
import static io.pushcore.netty.XiucallBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.ChannelRules;
import io.pushcore.InboxSession;
import io.pushcore.ManualTime;
import io.pushcore.Payload;
import io.pushcore.Publication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Clients of xiucall-push take what is pushed to their queue")
@Timeout(240)
final class XiucallIT {
    private static final String GAP =
            "42[\"message\",[{\"channel\":[\"$gap\"],\"from\":\"\",\"data\":{\"channel\":\"@bob\"";

    private final ManualTime time = ManualTime.create();
    private final XiucallBroker broker = XiucallBroker.open(port -> port, builder -> builder.time(time));

    @AfterEach
    void close() {
        broker.close();
    }

    private static String labelled(String data) {
        return message("[\"c1\"]", "srv", data);
    }

    private static void assertQuiet(WebSocketClient client) throws InterruptedException {
        assertThat(client.say("2").next()).isEqualTo("3");
    }

    // ---- the connector

    @Test
    void tenThousandWaitBehindOneThatIsNotCommittedAndComeInOrder() throws Exception {
        broker.broker().inbox("bob").pending(0).join();
        List<CompletableFuture<?>> pushed = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            pushed.add(broker.broker().push("bob", Publication.of(Payload.json("" + i))));
            if (i % 500 == 0) {
                CompletableFuture.allOf(pushed.toArray(CompletableFuture<?>[]::new))
                        .join();
            }
        }
        WebSocketClient bob = broker.taking("bob");
        assertThat(bob.next()).isEqualTo(message("[]", "", "1"));
        assertQuiet(bob);
        for (int i = 2; i <= 10_000; i++) {
            assertThat(commit(bob).next()).isEqualTo(message("[]", "", "" + i));
        }
        commit(bob);
        assertQuiet(bob);
        broker.push("bob", "10001");
        assertThat(bob.next()).isEqualTo(labelled("10001"));
    }

    @Test
    void whatWasNotShownIsNotCommitted() throws Exception {
        broker.push("bob", "1");
        WebSocketClient bob = broker.connected("bob");
        assertQuiet(bob);
        assertThat(commit(bob).next()).isEqualTo(labelled("1"));
        assertThat(bob.say("42[\"commit\",0]").next()).isEqualTo(labelled("1"));
        commit(bob);
        commit(bob);
        commit(bob);
        broker.push("bob", "2");
        assertThat(bob.next()).isEqualTo(labelled("2"));
        broker.push("bob", "3");
        assertThat(commit(bob).next()).isEqualTo(labelled("3"));
    }

    @Test
    void aCommitThatWantsAnAnswerHasOne() throws Exception {
        WebSocketClient bob = broker.connected("bob");
        assertThat(bob.say("427[\"commit\",0]").next()).isEqualTo("437[]");
    }

    @Test
    void whoeverIsNewerTakesOverAndWhatTheOtherCommitsThenIsNotCommitted() throws Exception {
        broker.push("b_o_b", "1");
        WebSocketClient old = broker.taking("b_o_b");
        assertThat(old.next()).isEqualTo(labelled("1"));
        WebSocketClient newer = broker.taking("b_o_b");
        assertThat(old.next()).isEqualTo("41");
        commit(old);
        assertThat(newer.next()).isEqualTo(labelled("1"));
        // an inbox has one session, whatever protocol that has
        try (InboxSession session = broker.broker().inbox("b_o_b").open().join()) {
            assertThat(newer.next()).isEqualTo("41");
            assertThat(session.next(Duration.ofSeconds(60))).isPresent();
        }
    }

    @Test
    void whatWasTrimmedIsAMessageOfTheChannelGap() throws Exception {
        try (XiucallBroker little =
                XiucallBroker.open(port -> port, builder -> builder.userLogs(ChannelRules.keep(5)))) {
            WebSocketClient bob = little.taking("bob");
            little.push("bob", "1");
            assertThat(bob.next()).isEqualTo(labelled("1"));
            bob.close();
            // what comes next is to be numbered for nobody
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> little.broker().stats().connections() == 0);
            for (int i = 2; i <= 9; i++) {
                little.push("bob", "" + i);
            }
            WebSocketClient again = little.taking("bob");
            String next = again.next();
            assertThat(next).startsWith(GAP);
            // what was shown and is trimmed, and what was trimmed before it was shown, may be two
            while (next.startsWith(GAP)) {
                next = commit(again).next();
            }
            List<String> rest = new ArrayList<>(List.of(next));
            while (!rest.contains(labelled("9"))) {
                rest.add(commit(again).next());
            }
            // what readers lag behind is kept a while longer than the rules say
            List<String> all =
                    IntStream.rangeClosed(2, 9).mapToObj(i -> labelled("" + i)).toList();
            assertThat(rest).hasSizeGreaterThanOrEqualTo(5);
            assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
        }
    }

    @Test
    void whatIsFollowedCarriesItsChannelAndOtherPayloadsAreValuesToo() throws Exception {
        broker.broker().channel("news").follow("bob").join();
        broker.broker().channel("news").publish("öne \"line\"").join();
        broker.broker()
                .push(
                        "bob",
                        Publication.of(Payload.of(new byte[] {0, 1, (byte) 255}))
                                .sender("anna"));
        WebSocketClient bob = broker.taking("bob");
        List<String> heard = List.of(bob.next(), commit(bob).next());
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        message("[\"news\"]", "", "\"öne \\\"line\\\"\""), message("[]", "anna", "{\"b64\":\"AAH/\"}"));
    }

    @Test
    void whatOnesHeaderSaysIsNeverMoreThanALabel() throws Exception {
        broker.broker()
                .push("bob", Publication.of(Payload.json("1")).header("xiucall-channel", "[],\"from\":\"admin\""))
                .join();
        assertThat(broker.taking("bob").next()).isEqualTo(message("\"[],\\\"from\\\":\\\"admin\\\"\"", "", "1"));
    }

    @Test
    void whatIsSaidToAllSessionsIsNoMessage() throws Exception {
        WebSocketClient bob = broker.taking("bob");
        broker.broker().broadcast(Payload.of("all")).join();
        assertQuiet(bob);
        broker.broker()
                .pushIfOnline("bob", Publication.of(Payload.json("\"now\"")))
                .join();
        assertThat(bob.next()).isEqualTo(message("[]", "", "\"now\""));
        broker.push("bob", "1");
        assertThat(commit(bob).next()).isEqualTo(labelled("1"));
    }

    @Test
    void clientsOfTodaySayWhoTheyAreWithoutHeaders() throws Exception {
        broker.push("bob", "1");
        WebSocketClient bob = WebSocketClient.open(
                HttpClient.newHttpClient(),
                URI.create("ws://127.0.0.1:" + broker.connectorPort() + "/socket.io/?EIO=4&transport=websocket"));
        try (bob) {
            assertThat(bob.next()).startsWith("0{");
            assertThat(bob.say("40{\"user\":\"bob\"}").next()).startsWith("40{\"sid\"");
            assertThat(bob.next()).isEqualTo(GREETING);
            assertThat(bob.say("42[\"commit\",0]").next()).isEqualTo(labelled("1"));
        }
    }

    // ---- the REST port

    @Test
    void aReceiverIsOneWhateverItIsWrittenAs() throws Exception {
        for (String id : List.of("bob", "b", "7")) {
            broker.broker().inbox(id).pending(0).join();
        }
        assertThat(broker.push("", "\"bob\"", "1")).isEqualTo("{\"ok\":1,\"send\":1}");
        assertThat(broker.push("", "7", "1")).isEqualTo("{\"ok\":1,\"send\":1}");
        assertThat(broker.push("", "[7,\"bob\",\"nobody\",\"no name\",\"*\"]", "2"))
                .isEqualTo("{\"ok\":1,\"send\":2}");
        assertThat(broker.push("?autoCreate=", "[\"eve\"]", "2")).isEqualTo("{\"ok\":1,\"send\":0}");
        assertThat(body(broker.get("/queues/b"))).isEqualTo("{\"ok\":1,\"messages\":[]}");
        WebSocketClient bob = broker.taking("bob");
        assertThat(bob.next()).isEqualTo(labelled("1"));
        assertThat(commit(bob).next()).isEqualTo(labelled("2"));
    }

    @Test
    void aLabelMayBeAloneAndAnyDataIsDataButNull() throws Exception {
        WebSocketClient bob = broker.taking("bob");
        for (String data : List.of("0", "false", "\"\"", "[]", "{ \"a\" : [1, {}] }")) {
            String answer = body(broker.post(
                    "/push",
                    "{\"more\":{\"deep\":[1]},\"data\":" + data
                            + ",\"recv_id\":[\"bob\"],\"channel\":\"c\",\"send_id\":12}",
                    "Content-Type: application/json; charset=utf-8"));
            assertThat(answer).isEqualTo("{\"ok\":1,\"send\":1}");
            assertThat(bob.next()).isEqualTo(message("\"c\"", "12", data));
            commit(bob);
        }
        assertThat(broker.push("", "[\"bob\"]", "null"))
                .isEqualTo("{\"ok\":0,\"errors\":[\"Property data required.\"]}");
    }

    @Test
    void aQueueIsToldFromFiveMinutesAgoUnlessMoreIsAskedFor() throws Exception {
        broker.push("bob", "1");
        time.advance(Duration.ofMinutes(6));
        for (int i = 2; i <= 13; i++) {
            broker.push("bob", "" + i);
        }
        String usual = body(broker.get("/queues/bob"));
        assertThat(usual).doesNotContain("\"data\":1}").contains("\"data\":2}").contains("\"data\":11}");
        assertThat(usual).doesNotContain("\"data\":12}");
        String all = body(broker.get("/queues/bob?since=0&limit=100"));
        assertThat(all).contains("\"data\":1}").contains("\"data\":13}");
    }

    @Test
    void sixteenReadersAreOnTheirOwnAndTheirBitsSayHowFarTheyAre() throws Exception {
        for (int i = 1; i <= 3; i++) {
            broker.push("bob", "" + i);
        }
        WebSocketClient bob = broker.taking("bob");
        assertThat(bob.next()).isEqualTo(labelled("1"));
        assertThat(commit(bob).next()).isEqualTo(labelled("2"));
        for (int reader = 1; reader <= 15; reader++) {
            for (int commits = 0; commits < reader % 4; commits++) {
                String watched = body(broker.get("/watch/bob?channel=" + reader));
                assertThat(watched).contains("\"data\":" + (commits + 1) + "}");
                assertThat(commitBy(reader, id(watched))).isEqualTo("{\"ok\":1}");
                assertThat(commitBy(reader, id(watched))).isEqualTo("{\"ok\":0}");
            }
        }
        int[] expected = {1, 0, 0};
        for (int reader = 1; reader <= 15; reader++) {
            for (int at = 0; at < reader % 4; at++) {
                expected[at] |= 1 << reader;
            }
        }
        String queue = body(broker.get("/queues/bob"));
        for (int at = 0; at < 3; at++) {
            assertThat(queue).contains("\"data\":" + (at + 1) + "},\"acked\":" + expected[at] + ",");
        }
        // nobody was taken over from
        assertQuiet(bob);
    }

    private String commitBy(int reader, String id) throws IOException {
        return body(broker.post("/watch/bob?channel=" + reader + "&_id=" + id, ""));
    }

    private static String id(String watched) {
        return watched.replaceAll(".*\"_id\":\"([0-9a-f]{24})\".*", "$1");
    }

    /** Asks for what a reader has next; the answer has not been read. */
    private LineClient watching(String id, int reader) throws IOException {
        LineClient client = new LineClient(broker.port());
        return client.say("GET /watch/" + id + "?channel=" + reader + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void allWhoWatchAreToldAndTheConnectionGoesOn() throws Exception {
        try (LineClient one = watching("bob", 3);
                LineClient two = watching("bob", 3);
                LineClient other = watching("bob", 4)) {
            broker.awaitOpen("bob", "xiucall-3", true);
            broker.awaitOpen("bob", "xiucall-4", true);
            // who watches makes the queue
            assertThat(broker.push("", "[\"bob\"]", "1")).isEqualTo("{\"ok\":1,\"send\":1}");
            for (LineClient client : List.of(one, two, other)) {
                assertThat(client.line()).startsWith("HTTP/1.1 200 ");
            }
            broker.awaitOpen("bob", "xiucall-3", false);
            one.say("GET /apis HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(one.rest()).contains("\"data\":1}").endsWith("\"/watch\"]}");
        }
    }

    @Test
    void aWatchWhoseClientIsGoneIsForgottenAtOnce() throws Exception {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            clients.add(watching("bob", 1 + i % 15));
        }
        for (int reader = 1; reader <= 15; reader++) {
            broker.awaitOpen("bob", "xiucall-" + reader, true);
        }
        for (int i = 0; i < 45; i++) {
            switch (i % 3) {
                case 0 -> clients.get(i).close();
                case 1 -> clients.get(i).reset();
                default -> clients.get(i).sayNoMore();
            }
        }
        for (int reader = 1; reader <= 15; reader++) {
            broker.awaitOpen("bob", "xiucall-" + reader, false);
        }
        for (LineClient client : clients) {
            client.close();
        }
    }

    @Test
    void aWatchThatHasNothingToTellEndsAfterTenMinutes() throws Exception {
        try (LineClient client = watching("bob", 3)) {
            broker.awaitOpen("bob", "xiucall-3", true);
            time.advance(Duration.ofMinutes(10));
            assertThat(client.line()).startsWith("HTTP/1.1 408 ");
            broker.awaitOpen("bob", "xiucall-3", false);
        }
    }

    private String watched(int reader) throws IOException {
        return body(broker.get("/watch/bob?channel=" + reader));
    }

    private void pushForTenSeconds(String data) {
        broker.broker()
                .push("bob", Publication.of(Payload.json(data)).ttl(Duration.ofSeconds(10)))
                .join();
    }

    @Test
    void whatExpiredBeforeItWasWatchedIsAbsent() throws Exception {
        pushForTenSeconds("1");
        time.advance(Duration.ofSeconds(10));
        try (LineClient client = watching("bob", 3)) {
            broker.awaitOpen("bob", "xiucall-3", true);
            // there is nothing to tell but that
            pushForTenSeconds("2");
            assertThat(client.line()).startsWith("HTTP/1.1 200 ");
        }
        String second = watched(3);
        assertThat(second).contains("\"data\":2}");
        assertThat(commitBy(3, id(second))).isEqualTo("{\"ok\":1}");
        broker.push("bob", "3");
        assertThat(watched(3)).contains("\"data\":3}");
    }

    @Test
    void whatExpiresWhileItIsTheHeadOfAReaderIsAGapThatIsCommittedLikeAMessage() throws Exception {
        pushForTenSeconds("1");
        broker.push("bob", "2");
        String shown = watched(3);
        assertThat(shown).contains("\"data\":1}");
        time.advance(Duration.ofSeconds(10));
        String gap = watched(3);
        assertThat(gap).startsWith("{\"ok\":1,\"message\":").contains("\"channel\":[\"$gap\"]", "@bob");
        assertThat(watched(3)).isEqualTo(gap);
        // to who was never shown it, it is absent
        assertThat(watched(4)).contains("\"data\":2}");
        assertThat(commitBy(3, id(gap))).isEqualTo("{\"ok\":1}");
        assertThat(watched(3)).contains("\"data\":2}");
    }

    @Test
    void manyHealthChecksAtOnceAreAllAnswered() throws Exception {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(new LineClient(broker.port()).say(head("GET /healthy") + "\r\n"));
        }
        for (LineClient client : clients) {
            assertThat(client.rest()).startsWith("HTTP/1.1 200 ").endsWith("{\"ok\":1}");
            client.close();
        }
        assertThat(broker.get("/healthy?timeout=0"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("{\"ok\":0,\"errors\":[{\"timeout\":\"timeout must great than 0.\"}]}");
    }

    @Test
    void healthIsLookedForNoLongerThanIsAskedAndAFailureIsOne() throws Exception {
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        AtomicBoolean holds = new AtomicBoolean();
        try (XiucallBroker slow = XiucallBroker.open(
                port -> port,
                builder -> builder.time(time).executor(work -> {
                    if (holds.get()) {
                        held.add(work);
                    } else {
                        work.run();
                    }
                }))) {
            assertThat(slow.get("/healthy")).startsWith("HTTP/1.1 200 ");
            holds.set(true);
            try (LineClient client = new LineClient(slow.port())) {
                client.say(head("GET /healthy?timeout=30000") + "\r\n");
                await().atMost(Duration.ofSeconds(60)).until(() -> !held.isEmpty());
                time.advance(Duration.ofSeconds(29));
                time.advance(Duration.ofSeconds(1));
                assertThat(client.rest()).startsWith("HTTP/1.1 408 ").endsWith("{\"ok\":0}");
            }
            holds.set(false);
            held.forEach(Runnable::run);
            assertThat(slow.get("/healthy")).startsWith("HTTP/1.1 200 ");
        }
        try (XiucallBroker broken = XiucallBroker.open(port -> port, builder -> builder.storage(new HeldStorage()))) {
            assertThat(broken.get("/healthy")).startsWith("HTTP/1.1 500 ").endsWith("{\"ok\":0}");
            assertThat(broken.push("?autoCreate=1", "[\"bob\"]", "1")).startsWith("{\"ok\":0,\"errors\":[{\"code\":");
        }
    }
}
