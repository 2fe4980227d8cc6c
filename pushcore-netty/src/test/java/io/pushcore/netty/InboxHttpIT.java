package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer;
import io.pushcore.ChannelRules;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.ManualTime;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
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

@DisplayName("I1 to I9 on the HTTP port")
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class InboxHttpIT {
    private static final Pattern SESSION = Pattern.compile("\"session\":\"([0-9a-z]{26})\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]*)\"");
    private static final String[] EVENTS = {"Accept", "text/event-stream"};

    private HttpBroker broker = HttpBroker.open();

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void eventsComeNumberedAndABrowserComesBackToItsSessionByItself() throws Exception {
        push("anna", "one", "two");
        StreamClient stream = broker.stream("/inbox?user=anna", EVENTS);
        List<String> opened = stream.event();
        String session = session(opened.toString());
        assertThat(opened)
                .containsExactly(
                        "retry: 2000",
                        "id: " + session + ":0",
                        "event: session",
                        "data: {\"session\":\"" + session + "\",\"seq\":0}");
        List<String> first = stream.event();
        assertThat(first.get(0)).isEqualTo("id: " + session + ":1");
        assertThat(first.get(1))
                .matches("data: \\{\"seq\":1,\"channel\":\"@anna\",\"position\":\"[0-9a-z]+:1\",\"time\":\"[^\"]+\","
                        + "\"data\":\"one\"}");
        assertThat(stream.event().get(0)).isEqualTo("id: " + session + ":2");
        assertThat(ack("anna", session, "1").statusCode()).isEqualTo(204);
        stream.close();
        StreamClient back = broker.stream("/inbox?user=anna", with("Last-Event-ID", session + ":2"));
        assertThat(back.event()).contains("data: {\"session\":\"" + session + "\",\"seq\":2}");
        push("anna", "three");
        // 2 is not acknowledged, and is not shown again to who has it
        assertThat(back.event().get(0)).isEqualTo("id: " + session + ":3");
        back.close();
        StreamClient anew = broker.stream("/inbox?user=anna", EVENTS);
        String other = session(anew.event().toString());
        assertThat(other).isNotEqualTo(session);
        assertThat(anew.event().get(0)).isEqualTo("id: " + other + ":2");
        assertThat(anew.event().get(0)).isEqualTo("id: " + other + ":3");
        assertThat(ack("anna", session, "3").body()).contains("\"code\":445");
        assertThat(ack("anna", other, "3").statusCode()).isEqualTo(204);
        assertThat(pending("anna")).startsWith("{\"count\":0,");
    }

    @Test
    void anIdOfAnotherServerOrFromTheFutureCountsForNothing() throws Exception {
        push("anna", "one");
        for (String id : List.of("7f3a:41", "nonsense", "99", "-1", "99999999999999999999", ":", "x:y:z")) {
            StreamClient stream = broker.stream("/inbox?user=anna", with("Last-Event-ID", id));
            assertThat(stream.event()).as(id).contains("event: session");
            assertThat(stream.event().get(0)).as(id).endsWith(":1");
            stream.close();
        }
    }

    @Test
    void whoWasTakenOverOrKickedIsNotLetBackByItsSession() throws Exception {
        StreamClient first = broker.stream("/inbox?user=anna", EVENTS);
        String old = session(first.event().toString());
        StreamClient second = broker.stream("/inbox?user=anna", EVENTS);
        String session = session(second.event().toString());
        assertThat(first.event().toString()).contains("event: end", "\"code\":445");
        HttpResponse<String> back = broker.get("/inbox?user=anna", with("Last-Event-ID", old + ":0"));
        assertThat(back.statusCode()).isEqualTo(403);
        assertThat(back.body()).contains("\"code\":445");
        push("anna", "for the second");
        assertThat(second.event().get(0)).isEqualTo("id: " + session + ":1");
        broker.broker().disconnectUser("anna", Farewell.STAY_AWAY, "go").get(10, TimeUnit.SECONDS);
        assertThat(second.event().toString()).contains("event: end", "\"code\":444");
        HttpResponse<String> kicked = broker.get("/inbox?user=anna&wait=1s&session=" + session);
        assertThat(kicked.statusCode()).isEqualTo(403);
        assertThat(kicked.body()).contains("\"code\":444");
        StreamClient anew = broker.stream("/inbox?user=anna", EVENTS);
        assertThat(anew.event()).contains("event: session");
        assertThat(anew.event().get(1)).contains("for the second");
    }

    @Test
    void linesAndDevicesHaveNumbersOfTheirOwn() throws Exception {
        push("anna", "one");
        StreamClient lines = broker.stream("/inbox?user=anna&device=phone", "Accept", "application/x-ndjson");
        String session = session(lines.line());
        assertThat(lines.line()).startsWith("{\"seq\":1,\"channel\":\"@anna\",").endsWith(",\"data\":\"one\"}");
        StreamClient own = broker.stream("/inbox?user=anna", "Accept", "application/x-ndjson");
        own.line();
        assertThat(own.line()).startsWith("{\"seq\":1,");
        assertThat(ack("anna", session, "1").statusCode()).isEqualTo(204);
        assertThat(broker.get("/inbox/pending?user=anna&device=phone").body()).startsWith("{\"count\":0,");
        assertThat(pending("anna")).startsWith("{\"count\":1,\"events\":[{\"seq\":1,");
        broker.broker().channel("team").follow("anna").join();
        broker.broker().channel("team").publish("{\"a\":1}").join();
        assertThat(lines.line()).startsWith("{\"seq\":2,\"channel\":\"team\",");
    }

    @Test
    void aLongPollLivesByTheGraceOfItsSession() throws Exception {
        ManualTime time = ManualTime.create();
        instead(builder -> builder.time(time).limit(Limit.SESSION_GRACE_MILLIS, 30_000));
        String nothing = broker.get("/inbox?user=anna&wait=0s").body();
        String session = session(nothing);
        assertThat(nothing).endsWith("\"seq\":0,\"events\":[]}\n");
        push("anna", "one", "two");
        time.advance(Duration.ofSeconds(29));
        String poll = "/inbox?user=anna&wait=20s&session=" + session;
        String page = broker.get(poll).body();
        assertThat(session(page)).isEqualTo(session);
        assertThat(page).contains("\"events\":[{\"seq\":1,");
        // what is not acknowledged comes again, unless one says that one has it
        assertThat(broker.get(poll).body()).contains("\"events\":[{\"seq\":1,");
        assertThat(broker.get(poll + "&after=1").body()).contains("\"events\":[{\"seq\":2,");
        assertThat(ack("anna", session, "2").statusCode()).isEqualTo(204);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> get(poll));
        push("anna", "three");
        assertThat(waiting.get(30, TimeUnit.SECONDS)).contains("\"events\":[{\"seq\":3,");
        // the grace begins when the broker sees the connection's end; a number that was not shown acknowledges nothing
        await().until(() -> {
            time.advance(Duration.ofSeconds(31));
            return ack("anna", session, "99").statusCode() == 404;
        });
        String later = broker.get(poll).body();
        assertThat(session(later)).isNotEqualTo(session);
        assertThat(later).contains("\"events\":[{\"seq\":3,");
    }

    @Test
    void aWrongAcknowledgementIsRefusedAndChangesNothing() throws Exception {
        push("anna", "one", "two");
        StreamClient stream = broker.stream("/inbox?user=anna", EVENTS);
        String session = session(stream.event().toString());
        stream.event();
        stream.event();
        assertThat(ack("bert", session, "1").statusCode()).isEqualTo(404);
        assertThat(ack("anna", "0".repeat(26), "1").statusCode()).isEqualTo(404);
        for (String seq :
                List.of("3", "0", "-1", "99999999999999999999", "9223372036854775808", "1.5", "1e0", "\"1\"")) {
            HttpResponse<String> refused = ack("anna", session, seq);
            assertThat(refused.statusCode()).as(seq).isEqualTo(400);
            assertThat(refused.body()).as(seq).contains("seq");
        }
        String right = "{\"session\":\"" + session + "\",\"seq\":2";
        for (String body : List.of(
                right + ",\"olny\":true}",
                right + ",\"only\":1}",
                right + ",\"seq\":1}",
                right,
                right + "} {}",
                "[" + right + "}]",
                "{\"seq\":2}",
                "{\"session\":\"\",\"seq\":2}",
                "{\"session\":\"" + session + "\"}",
                "")) {
            assertThat(broker.post("/inbox/ack?user=anna", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(broker.post("/inbox/ack?user=anna", "x".repeat(5000)).statusCode())
                .isEqualTo(413);
        assertThat(pending("anna")).startsWith("{\"count\":2,");
        assertThat(broker.post("/inbox/ack?user=anna", right + ",\"only\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(pending("anna")).startsWith("{\"count\":1,\"events\":[{\"seq\":1,");
    }

    @Test
    void followingPushingAndReadMarks() throws Exception {
        assertThat(broker.post("/inbox/follow?user=anna", "{\"channel\":\"team\"}")
                        .body())
                .matches("\\{\"from\":\"[0-9a-z]+:0\"}\n");
        assertThat(broker.post("/inbox/follow?user=anna", "{\"channel\":\"@bert\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(broker.get("/inbox/follows?user=anna").body()).isEqualTo("{\"channels\":[\"team\"]}\n");
        assertThat(broker.get("/inbox/follows?user=bert").body()).isEqualTo("{\"channels\":[]}\n");
        broker.post("/channels/team", "all");
        assertThat(broker.post("/users/anna/push?user=bert", "hello").body())
                .matches("\\{\"epoch\":\"[0-9a-z]+\",\"offset\":1,\"online\":false}\n");
        assertThat(broker.post("/users/anna/push?ttl=0s", "now or never").body())
                .isEqualTo("{\"online\":false}\n");
        StreamClient lines = broker.stream("/inbox?user=anna", "Accept", "application/x-ndjson");
        lines.line();
        String both = lines.line() + lines.line();
        assertThat(both).contains("\"data\":\"all\"", "\"data\":\"hello\",\"sender\":\"bert\"");
        assertThat(broker.post("/users/anna/push?ttl=0s", "now").body()).isEqualTo("{\"online\":true}\n");
        assertThat(lines.line()).startsWith("{\"seq\":0,\"channel\":\"@anna\",\"time\":");
        assertThat(broker.get("/inbox/unread?user=anna").body()).isEqualTo("{\"unread\":1}\n");
        assertThat(broker.post("/inbox/read?user=anna", "{\"first\":1}").statusCode())
                .isEqualTo(204);
        assertThat(broker.get("/inbox/unread?user=anna").body()).isEqualTo("{\"unread\":0}\n");
        assertThat(broker.get("/inbox/read?user=anna&first=1&last=8").body())
                .isEqualTo("{\"first\":1,\"last\":8,\"bits\":\"01\"}\n");
        assertThat(broker.get("/inbox/own?user=anna&first=1&last=10").body()).contains("\"data\":\"hello\"");
        assertThat(broker.get("/inbox/own?user=anna&first=0&last=10").statusCode())
                .isEqualTo(400);
        assertThat(broker.post("/inbox/unfollow?user=anna", "{\"channel\":\"team\"}")
                        .body())
                .isEqualTo("{\"was\":true}\n");
        assertThat(broker.post("/inbox/unfollow?user=anna", "{\"channel\":\"team\"}")
                        .body())
                .isEqualTo("{\"was\":false}\n");
        assertThat(broker.post("/users/a%20b/push", "x").statusCode()).isEqualTo(422);
    }

    private List<String> own(String range) throws Exception {
        HttpResponse<String> answer = broker.get("/inbox/own?user=anna&" + range);
        assertThat(answer.statusCode()).as(range + " " + answer.body()).isEqualTo(200);
        return DATA.matcher(answer.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void aRangeOfOnesOwnLogHasWhatStandsInItWithBothItsEnds() throws Exception {
        assertThat(own("first=1&last=10")).as("nothing was pushed").isEmpty();
        push("anna", "one", "two", "three", "four", "five");
        push("bert", "another's");
        assertThat(own("first=2&last=4")).containsExactly("two", "three", "four");
        assertThat(own("first=3&last=3")).containsExactly("three");
        assertThat(own("first=5&last=9")).containsExactly("five");
        assertThat(own("first=1&last=10000")).containsExactly("one", "two", "three", "four", "five");
        assertThat(own("first=6&last=9")).as("beyond the head").isEmpty();
        assertThat(own("first=9223372036854775806&last=9223372036854775807")).isEmpty();
        for (String wrong : List.of(
                "first=4&last=2",
                "first=1&last=10001",
                "first=1&last=9223372036854775807",
                "first=0&last=1",
                "first=-1&last=1",
                "first=1",
                "last=1",
                "first=1&last=x",
                "first=1&last=9223372036854775808")) {
            assertThat(broker.get("/inbox/own?user=anna&" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void whatOfARangeIsNoLongerKeptIsLeftOut() throws Exception {
        broker.close();
        broker = HttpBroker.open(builder -> builder.userLogs(ChannelRules.keep(2)));
        push("anna", "one", "two", "three", "four");
        assertThat(own("first=1&last=10")).containsExactly("three", "four");
        assertThat(own("first=1&last=3")).containsExactly("three");
        assertThat(own("first=1&last=2")).isEmpty();
    }

    @Test
    void withoutAUserThereIsNoInbox() throws Exception {
        assertThat(broker.get("/inbox").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox?wait=1s").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox", EVENTS).statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/unread").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/follows").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox?user=a%20b").statusCode()).isEqualTo(422);
        assertThat(broker.get("/inbox?user=anna&wait=6m").statusCode()).isEqualTo(400);
        assertThat(broker.get("/inbox?user=anna&wait=1s&after=-1").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("with an authenticator nobody is whom they say, and without an authorizer nobody follows or pushes")
    void deniedByDefault() throws Exception {
        instead(builder -> builder.authenticator(
                credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token()))));
        push("anna", "one");
        assertThat(broker.get("/inbox/pending?token=anna").body()).startsWith("{\"count\":1,");
        assertThat(broker.get("/inbox/pending?token=bert").body()).startsWith("{\"count\":0,");
        assertThat(broker.get("/inbox/pending?token=bert&user=anna").statusCode())
                .isEqualTo(403);
        assertThat(broker.get("/inbox?token=bert&user=anna", EVENTS).statusCode())
                .isEqualTo(403);
        assertThat(broker.post("/inbox/follow?token=anna", "{\"channel\":\"team\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(broker.post("/users/bert/push?token=anna", "x").statusCode()).isEqualTo(403);
        instead(builder -> builder.authenticator(
                        credentials -> CompletableFuture.completedFuture(Identity.of(credentials.token())))
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(
                        action == Authorizer.Action.PUSH && channel.equals("@bert")
                                ? Authorizer.Decision.allow()
                                : Authorizer.Decision.deny("only to bert"))));
        assertThat(broker.post("/users/bert/push?token=anna", "x").statusCode()).isEqualTo(200);
        assertThat(broker.post("/users/carl/push?token=anna", "x").statusCode()).isEqualTo(403);
        assertThat(broker.get("/inbox/pending?token=bert").statusCode()).isEqualTo(403);
    }

    private void instead(UnaryOperator<io.pushcore.Broker.Builder> more) throws IOException {
        broker.close();
        broker = HttpBroker.open(more);
    }

    private void push(String user, String... texts) {
        for (String text : texts) {
            broker.broker().push(user, text).join();
        }
    }

    private HttpResponse<String> ack(String user, String session, String seq) throws Exception {
        return broker.post("/inbox/ack?user=" + user, "{\"session\":\"" + session + "\",\"seq\":" + seq + "}");
    }

    private String pending(String user) throws Exception {
        return broker.get("/inbox/pending?user=" + user).body();
    }

    private String get(String target) {
        try {
            return broker.get(target).body();
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String[] with(String name, String value) {
        return new String[] {"Accept", "text/event-stream", name, value};
    }

    private static String session(String text) {
        Matcher found = SESSION.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
