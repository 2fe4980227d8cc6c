package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Limit;
import io.pushcore.Payload;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What attackers and accidents bring to the HTTP ports of pushd, and nobody else notices")
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class PushdHardeningIT {
    private static final String TOKEN = "0123456789abcdef";

    private PushdPort pushd = PushdPort.open();

    @AfterEach
    void close() throws Exception {
        pushd.close();
    }

    private void reopen(PushdPort other) throws Exception {
        pushd.close();
        pushd = other;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%40anna",
                "%24health",
                "%23anna",
                "a%20b",
                "%00",
                "a.%3E",
                "*",
                "%0d%0aX",
                "%2e%2e",
                "%2E",
                "%FF"
            })
    void aNameThatNoClientMayUseIsRefusedByEachAddress(String name) throws Exception {
        for (String target : List.of("/pub/" + name + "/x", "/sub/" + name + "/0", "/history/" + name + "/0")) {
            for (String method : List.of("GET", "HEAD")) {
                String answer = pushd.answer(
                        method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(answer)
                        .as(method + " " + target)
                        .containsPattern("^HTTP/1.1 4(00|05|22) ")
                        .contains("Access-Control-Allow-Origin: *");
            }
        }
        assertThat(pushd.broker().stats().published()).isZero();
        assertThat(pushd.broker().stats().channels()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pub/news",
                "/pub/news/",
                "/pub//x",
                "/pub/news/x/y",
                "/sub/news",
                "/history/news/0/",
                "/",
                "/s/ping",
                "/pub/news/%zz",
                "/pub/news/%",
                "/pub/news/%C3",
                "/pub/news/x?a=1&a=2",
                "//pub/news/x",
                "/PUB/news/x",
                "http://localhost/pub/news/x",
                "*"
            })
    void whatIsNoAddressIsRefused(String target) throws Exception {
        String answer = pushd.answer("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1.1 40[04] ").contains("Access-Control-Allow-Origin: *");
        assertThat(pushd.broker().stats().published()).isZero();
    }

    @Test
    void aMessageMayFillTheAddressAndNoMore() throws Exception {
        String longest = "x".repeat(8_000);
        assertThat(pushd.get("/pub/news/" + longest).body()).isEqualTo("PUBLISHED");
        assertThat(pushd.get("/history/news/0").body()).contains(longest);
        HttpResponse<String> more = pushd.get("/pub/news/" + "x".repeat(9_000));
        assertThat(more.statusCode()).isEqualTo(431);
        assertThat(more.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        reopen(PushdPort.open(
                port -> port, builder -> builder.channels(ChannelRules.keep(10).maxPayload(100))));
        assertThat(pushd.get("/pub/news/" + "x".repeat(101)).statusCode()).isEqualTo(413);
        assertThat(pushd.get("/pub/news/" + "x".repeat(100)).body()).isEqualTo("PUBLISHED");
    }

    @Test
    void pollsAreConnectionsAndAreCapped() throws Exception {
        reopen(PushdPort.open(port -> port, builder -> builder.limit(Limit.CONNECTIONS, 3)));
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            polls.add(pushd.poll("/sub/news/0"));
        }
        HttpResponse<String> oneMore = pushd.get("/sub/news/0");
        assertThat(oneMore.statusCode()).isEqualTo(429);
        assertThat(oneMore.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        pushd.broker().channel("news").publish("hello");
        for (CompletableFuture<HttpResponse<String>> poll : polls) {
            assertThat(poll.join().body()).startsWith("hello ");
        }
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() throws Exception {
        reopen(PushdPort.open(
                port -> port,
                builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_ADDRESS, 1_000_000)
                        .limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, 3)));
        String requests = "GET /pub/news/x HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(49)
                + "GET /pub/news/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(pushd.answer(requests)).contains("HTTP/1.1 200 ", "HTTP/1.1 429 ", "Retry-After: ");
        assertThat(pushd.get("/pub/news/x").statusCode()).isEqualTo(200);
    }

    @Test
    void whoDoesNotReadTheHistoryItAsksForHoldsUpNobody() throws Exception {
        reopen(PushdPort.open(
                port -> port,
                builder -> builder.channels(ChannelRules.keep(10_000).atMostBytes(1 << 30))));
        Payload payload = Payload.of("x".repeat(4_000));
        for (int i = 0; i < 5_000; i++) {
            pushd.broker().channel("news").publish(payload).join();
        }
        UsedHeap heap = new UsedHeap();
        List<LineClient> standing = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            standing.add(pushd.raw().say("GET /history/news/0 HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3)));
        }
        assertThat(standing.get(0).lineHoweverLate()).startsWith("HTTP/1.1 200 ");
        for (int i = 0; i < 100; i++) {
            assertThat(pushd.get("/pub/other/x").body()).isEqualTo("PUBLISHED");
        }
        // a page each, and not twenty megabytes
        heap.hasGrownByLessThan(80 << 20);
    }

    @Test
    void aWrongTokenCostsTheConnection() throws Exception {
        reopen(PushdPort.open(
                port -> port,
                builder -> builder.authenticator(Authenticator.apps(Map.of("app", "secret")))
                        .authorizer(Authorizer.allowAll())));
        String request = "GET /pub/news/x?token=guess HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assertThat(pushd.answer(request + request))
                .startsWith("HTTP/1.1 401 ")
                .contains("Connection: close")
                .containsOnlyOnce("HTTP/1.1 401 ")
                .doesNotContain("guess");
        assertThat(pushd.broker().stats().published()).isZero();
    }

    @Test
    void figuresNeedATokenWhereOthersReachThem() throws Exception {
        assertThatThrownBy(() -> Broker.builder()
                        .transport(PushdStatsTransport.port(0).bind("0.0.0.0"))
                        .build())
                .hasMessageContaining("needs a token");
        assertThatThrownBy(() -> PushdStatsTransport.port(0).token("short")).hasMessageContaining("16 or more");
        reopen(PushdPort.open(port -> port, stats -> stats.token(TOKEN), builder -> builder));
        String logged = Logged.during(() -> {
            for (String path : List.of("/s/ping", "/s/stat", "/s/sys", "/s/trace", "/s/ping?token=" + TOKEN)) {
                assertThat(pushd.stats(path).statusCode()).as(path).isEqualTo(401);
                assertThat(pushd.stats(path, "Authorization", "Bearer guess").statusCode())
                        .isEqualTo(401);
            }
        });
        assertThat(logged.lines().filter(line -> line.contains("wrong token")))
                .singleElement()
                .asString()
                .contains("somebody showed the pushd-stats port a wrong token")
                .doesNotContain("guess", TOKEN);
        for (String path : List.of("/s/ping", "/s/stat", "/s/sys", "/s/trace")) {
            HttpResponse<String> answer = pushd.stats(path, "Authorization", "Bearer " + TOKEN);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(answer.body()).startsWith("{\n    \"").endsWith("\n}\n").doesNotContain(TOKEN);
        }
    }

    @Test
    void whoDoesNotReadFiguresIsNotRead() throws Exception {
        AtomicLong asked = new AtomicLong();
        int most = 200_000;
        LineClient client = new LineClient(pushd.statsPort());
        String requests = "GET /s/trace HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
        Background.run(() -> {
            while (asked.get() < most) {
                client.say(requests);
                asked.addAndGet(100);
            }
        });
        assertThat(Background.standing(asked::get)).isLessThan(most);
        assertThat(pushd.stats("/s/ping").body()).contains("\"status\": \"ok\"");
        client.close();
    }

    private static long number(String name, String json) {
        Matcher number = Pattern.compile("\"" + name + "\": (\\d+)").matcher(json);
        assertThat(number.find()).as(name + " in " + json).isTrue();
        return Long.parseLong(number.group(1));
    }

    @Test
    void processorTimeIsToldApartAndIsThatOfThisProcess() throws Exception {
        String sys = pushd.stats("/s/sys").body();
        Duration all = Duration.ZERO;
        for (String part : List.of("Utime", "Stime")) {
            String object = sys.substring(sys.indexOf(part));
            Duration time = Duration.ofSeconds(number("Sec", object)).plusNanos(number("Usec", object) * 1_000);
            if (Files.exists(Path.of("/proc/self/stat"))) {
                assertThat(time).as(part).isPositive();
            }
            all = all.plus(time);
        }
        assertThat(all)
                .isPositive()
                .isLessThanOrEqualTo(
                        ProcessHandle.current().info().totalCpuDuration().orElseThrow());
    }

    @Test
    void figuresAreThoseOfThisBroker() throws Exception {
        pushd.get("/pub/news/x");
        String stat = pushd.stats("/s/stat").body();
        assertThat(stat)
                .contains("\"LongPollingListenAddr\": \":" + pushd.port() + "\"")
                .contains("\"StatsListenAddr\": \":" + pushd.statsPort() + "\"")
                .contains("\"SessionTimeout\": 120000000000")
                .contains("\"MaxCacheMsgsEveryChannel\": 1000\n")
                .contains("\"pubsub_channel_count\": 1,")
                .doesNotContain("TcpListenAddr");
        String sys = pushd.stats("/s/sys").body();
        long collections = number("NumGC", sys);
        System.gc();
        sys = pushd.stats("/s/sys").body();
        assertThat(number("NumGC", sys)).isGreaterThan(collections);
        assertThat(number("PauseTotalNs", sys)).isPositive();
        assertThat(pushd.stats("/s/trace").body())
                .contains("pushcore-pushd-stats")
                .doesNotContain("\t");
        assertThat(pushd.ask(pushd.statsPort(), "POST", "/s/ping").statusCode()).isEqualTo(405);
        assertThat(pushd.stats("/s/").statusCode()).isEqualTo(404);
    }
}
