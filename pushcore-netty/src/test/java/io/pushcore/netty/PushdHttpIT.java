package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.ChannelRules;
import io.pushcore.Identity;
import io.pushcore.Payload;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayName("Clients of pushd's HTTP publish, read what is kept, and poll without missing anything")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class PushdHttpIT {
    private static final Pattern PUSH = Pattern.compile("(?s)(.*) (\\d{19})");
    private static final Pattern ENTRY =
            Pattern.compile("\\{\"channel\":\"(.*?)\",\"msg\":\"(.*?)\",\"ts\":(\"?)(\\d{19})\\3}");

    private PushdPort pushd = PushdPort.open();

    @AfterEach
    void close() throws Exception {
        pushd.close();
    }

    private void reopen(PushdPort other) throws Exception {
        pushd.close();
        pushd = other;
    }

    private static String body(CompletableFuture<HttpResponse<String>> poll) throws Exception {
        HttpResponse<String> answer = poll.get(60, TimeUnit.SECONDS);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static MatchResult push(String body) {
        var push = PUSH.matcher(body);
        assertThat(push.matches()).as(body).isTrue();
        return push;
    }

    private static List<MatchResult> entries(String array) {
        assertThat(array).startsWith("[").endsWith("]");
        return ENTRY.matcher(array).results().toList();
    }

    private static List<String> texts(String array) {
        return entries(array).stream().map(entry -> entry.group(2)).toList();
    }

    private String publish(String channel, String encoded) throws Exception {
        HttpResponse<String> answer = pushd.get("/pub/" + channel + "/" + encoded);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        return answer.body();
    }

    @Test
    void whoPollsFromNowHearsTheNextMessage() throws Exception {
        assertThat(publish("news", "earlier")).isEqualTo("PUBLISHED");
        var one = pushd.poll("/sub/news/0");
        var other = pushd.poll("/sub/news/0");
        var elsewhere = pushd.poll("/sub/sport/0");
        assertThat(publish("news", "hello%20world%2Fand%20more")).isEqualTo("PUBLISHED");
        assertThat(push(body(one)).group(1)).isEqualTo("hello world/and more");
        assertThat(body(other)).isEqualTo(body(one));
        assertThat(elsewhere).isNotDone();
        pushd.broker().channel("sport").publish("from the application");
        assertThat(push(body(elsewhere)).group(1)).isEqualTo("from the application");
    }

    @Test
    void whoComesBackWithItsTimeGetsWhatCameMeanwhileAndNothingTwice() throws Exception {
        var poll = pushd.poll("/sub/news/0");
        publish("news", "1");
        String time = push(body(poll)).group(2);
        for (int i = 2; i <= 4; i++) {
            publish("news", Integer.toString(i));
        }
        HttpResponse<String> resumed = pushd.get("/sub/news/" + time);
        assertThat(texts(resumed.body())).containsExactly("2", "3", "4");
        // in JavaScript a number of nanoseconds loses its last digits
        assertThat(resumed.body()).contains("\"ts\":\"");
        List<MatchResult> entries = entries(resumed.body());
        assertThat(texts(pushd.get("/sub/news/" + entries.get(1).group(4)).body()))
                .containsExactly("4");
        var waiting = pushd.poll("/sub/news/" + entries.get(2).group(4));
        assertThat(waiting).isNotDone();
        publish("news", "5");
        assertThat(push(body(waiting)).group(1)).isEqualTo("5");
        assertThat(texts(pushd.get("/sub/news/-1").body())).containsExactly("1", "2", "3", "4", "5");
    }

    /** What client/js/PushdClient.js does with each answer. */
    @Test
    void aClientThatPollsAgainAndAgainMissesNothingHoweverFastItComes() throws Exception {
        var first = pushd.poll("/sub/news/0");
        var publishing = CompletableFuture.runAsync(
                () -> IntStream.range(0, 500)
                        .forEach(i -> pushd.broker()
                                .channel("news")
                                .publish(Integer.toString(i))
                                .join()),
                work -> new Thread(work).start());
        List<String> heard = new ArrayList<>();
        String body = body(first);
        while (true) {
            String time;
            if (body.startsWith("[")) {
                heard.addAll(texts(body));
                List<MatchResult> entries = entries(body);
                time = entries.get(entries.size() - 1).group(4);
            } else {
                heard.add(push(body).group(1));
                time = push(body).group(2);
            }
            if (heard.size() >= 500) {
                break;
            }
            body = pushd.get("/sub/news/" + time).body();
        }
        publishing.join();
        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(Integer::toString).toList());
    }

    @Test
    void historyIsAllFromATimeOnThatTimeIncluded() throws Exception {
        assertThat(pushd.get("/history/news/0").body()).isEqualTo("[]");
        for (String message : List.of("1", "2%22%0A%5C", "3")) {
            publish("news", message);
        }
        HttpResponse<String> all = pushd.get("/history/news/0");
        assertThat(all.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(texts(all.body())).containsExactly("1", "2\\\"\\n\\\\", "3");
        MatchResult second = entries(all.body()).get(1);
        assertThat(second.group(3)).as("times are numbers").isEmpty();
        assertThat(texts(pushd.get("/history/news/" + second.group(4)).body())).containsExactly("2\\\"\\n\\\\", "3");
        assertThat(texts(pushd.get("/history/news/" + (Long.parseLong(second.group(4)) + 1))
                        .body()))
                .containsExactly("3");
        assertThat(pushd.get("/history/news/9223372036854775807").body()).isEqualTo("[]");
    }

    @Test
    void aLongHistoryComesWhole() throws Exception {
        reopen(PushdPort.open(port -> port, builder -> builder.channels(ChannelRules.keep(5_000))));
        var channel = pushd.broker().channel("long");
        IntStream.range(0, 3_500)
                .mapToObj(i -> channel.publish("m" + i))
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(texts(pushd.get("/history/long/0").body()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 3_500).mapToObj(i -> "m" + i).toList());
        // who knows no chunks is told the length
        String old = pushd.answer("GET /history/long/0 HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assertThat(old).contains("Content-Length: ").endsWith("}]");
        assertThat(texts(old.substring(old.indexOf("\r\n\r\n") + 4))).hasSize(3_500);
    }

    @Test
    void aTimeThatIsNoneIsSaid() throws Exception {
        for (String time : List.of("abc", "1.5", "-", "9223372036854775808", "%D9%A1", "0x1", "1%02")) {
            for (String path : List.of("/sub/news/", "/history/news/")) {
                HttpResponse<String> answer = pushd.get(path + time);
                assertThat(answer.statusCode()).as(path + time).isEqualTo(400);
                assertThat(answer.body()).isEqualTo("invalid timestamp");
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains("*");
            }
        }
        assertThat(pushd.get("/history/news/+0").body()).isEqualTo("[]");
    }

    @Test
    void aPollThatHearsNothingEndsEmpty() throws Exception {
        reopen(PushdPort.open(port -> port.longestWait(Duration.ofMillis(50)), builder -> builder));
        for (String time : List.of("0", "1")) {
            HttpResponse<String> answer = pushd.get("/sub/news/" + time);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pushd.broker().stats().subscriptions() == 0);
        assertThatThrownBy(() -> PushdHttpTransport.port(0).longestWait(Duration.ofMinutes(6)))
                .hasMessageContaining("longestWait");
    }

    @Test
    void pollsOfOneConnectionFollowEachOther() throws Exception {
        LineClient raw = pushd.raw();
        for (int i = 0; i < 3; i++) {
            raw.say("GET /sub/news/0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pushd.broker().stats().subscriptions() == 1);
            publish("news", "m" + i);
            String line;
            do {
                line = raw.line();
            } while (!line.equals("\r"));
            assertThat(push(raw.bytes(22)).group(1)).isEqualTo("m" + i);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pushd.broker().stats().subscriptions() == 0);
        }
    }

    @Test
    void whoGoesAwayWhileItPollsLeavesNothing() throws Exception {
        LineClient raw = pushd.raw().say("GET /sub/news/0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pushd.broker().stats().subscriptions() == 1);
        raw.close();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> pushd.broker().stats().subscriptions() == 0);
    }

    @Test
    void aChannelWithoutALogIsHeardFromNowOnWhateverTheTime() throws Exception {
        reopen(PushdPort.open(port -> port, builder -> builder.channels("live.>", ChannelRules.live())));
        for (String time : List.of("0", "1795146420284045010", "-1")) {
            var poll = pushd.poll("/sub/live.a/" + time);
            publish("live.a", "now");
            assertThat(push(body(poll)).group(1)).isEqualTo("now");
        }
        assertThat(pushd.get("/history/live.a/0").statusCode()).isEqualTo(409);
    }

    @Test
    void whatOthersPublishComesInAFormThatClientsRead() throws Exception {
        var channel = pushd.broker().channel("news");
        List<Payload> payloads = List.of(
                Payload.json("{\"a\": 1}"),
                Payload.of(new byte[] {0, -1, 2}),
                Payload.of("two\nlines"),
                Payload.json("[1, 2]"),
                Payload.of("[urgent] \"hi\""),
                Payload.of(""));
        List<String> heard = new ArrayList<>();
        for (Payload payload : payloads) {
            var poll = pushd.poll("/sub/news/0");
            channel.publish(payload);
            heard.add(body(poll).replaceAll("\\d{19}", "TIME"));
        }
        // what begins with [ is taken for an array
        assertThat(heard)
                .containsExactly(
                        "{\"a\": 1} TIME",
                        "AP8C TIME",
                        "two\nlines TIME",
                        "[{\"channel\":\"news\",\"msg\":\"[1, 2]\",\"ts\":\"TIME\"}]",
                        "[{\"channel\":\"news\",\"msg\":\"[urgent] \\\"hi\\\"\",\"ts\":\"TIME\"}]",
                        " TIME");
        assertThat(texts(pushd.get("/history/news/0").body())).hasSize(6);
    }

    @Test
    void aLargeMessageComesWhole() throws Exception {
        reopen(PushdPort.open(
                port -> port, builder -> builder.channels(ChannelRules.keep(10).maxPayload(1 << 20))));
        String large = "x".repeat(900_000);
        var poll = pushd.poll("/sub/news/0");
        pushd.broker().channel("news").publish(large);
        pushd.broker().channel("news").publish("behind it");
        assertThat(push(body(poll)).group(1)).isEqualTo(large);
    }

    @Test
    void whoAsksForTheHeadOnlyIsToldAndWaitsForNothing() throws Exception {
        for (String target : List.of("/sub/news/0", "/history/news/0")) {
            HttpResponse<String> head = pushd.ask(pushd.port(), "HEAD", target);
            assertThat(head.statusCode()).as(target).isEqualTo(200);
            assertThat(head.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
            assertThat(head.body()).isEmpty();
        }
        HttpResponse<String> publish = pushd.ask(pushd.port(), "HEAD", "/pub/news/hello");
        assertThat(publish.statusCode()).isEqualTo(405);
        assertThat(publish.headers().firstValue("Allow")).contains("GET, POST");
        assertThat(publish.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(pushd.broker().stats().published()).isZero();
        assertThat(pushd.ask(pushd.port(), "POST", "/pub/news/hello").body()).isEqualTo("PUBLISHED");
        assertThat(pushd.answer("HEAD /sub/news/abc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void whereCredentialsAreAskedForThePortsRulesHoldHereToo() throws Exception {
        Authenticator authenticator = shown -> shown.token().equals("secret")
                ? CompletableFuture.completedFuture(Identity.of("anna"))
                : Authenticator.apps(java.util.Map.of()).authenticate(shown);
        reopen(PushdPort.open(port -> port, builder -> builder.authenticator(authenticator)));
        for (String target : List.of("/pub/news/x", "/sub/news/0", "/history/news/0", "/pub/news/x?token=guess")) {
            HttpResponse<String> answer = pushd.get(target);
            assertThat(answer.statusCode()).as(target).isEqualTo(401);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
        }
        assertThat(pushd.ask(pushd.port(), "HEAD", "/history/news/0").statusCode())
                .isEqualTo(401);
        assertThat(pushd.get("/pub/news/x?token=secret").statusCode()).isEqualTo(403);
        assertThat(pushd.get("/history/news/0", "Authorization", "Bearer secret")
                        .statusCode())
                .isEqualTo(403);
        var poll = pushd.poll("/sub/news/0?token=secret");
        pushd.broker().channel("news").publish("1");
        String time = push(body(poll)).group(2);
        pushd.broker().channel("news").publish("2").join();
        // whoever may not read history goes on message by message, as a subscriber may
        var next = pushd.poll("/sub/news/" + time + "?token=secret");
        assertThat(push(body(next)).group(1)).isEqualTo("2");
    }

    @Test
    void anAuthorizerDecidesByChannel() throws Exception {
        Authorizer onlyNews = (who, action, channel) -> CompletableFuture.completedFuture(
                channel.equals("news") ? Authorizer.Decision.allow() : Authorizer.Decision.deny("no"));
        reopen(PushdPort.open(
                port -> port,
                builder -> builder.authenticator(shown -> CompletableFuture.completedFuture(Identity.of("anna")))
                        .authorizer(onlyNews)));
        assertThat(publish("news", "x")).isEqualTo("PUBLISHED");
        assertThat(pushd.get("/pub/sport/x").statusCode()).isEqualTo(403);
        assertThat(pushd.get("/sub/sport/0").statusCode()).isEqualTo(403);
        assertThat(pushd.get("/sub/sport/1").statusCode()).isEqualTo(403);
        assertThat(texts(pushd.get("/sub/news/1").body())).containsExactly("x");
    }

    @Test
    void whoPollsWhileTheBrokerClosesIsToldToComeBack() throws Exception {
        var poll = pushd.poll("/sub/news/0");
        pushd.broker().close();
        HttpResponse<String> answer = poll.get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }
}
