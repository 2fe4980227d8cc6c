package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What attackers and accidents bring to the admin port. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
final class AdminHardeningIT {
    private static final String TOKEN = "0123456789abcdef";

    private AdminPort admin = AdminPort.open();

    @AfterEach
    void close() throws Exception {
        admin.close();
    }

    private void guarded() throws Exception {
        admin.close();
        admin = AdminPort.open(AdminTransport.port(0).token(TOKEN), builder -> builder);
    }

    private String answer(String bytes) throws Exception {
        try (LineClient raw = admin.raw()) {
            return raw.say(bytes).rest();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example\r\n",
                "Host: localhost\r\nOrigin: https://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"
            })
    void aPageOfAnotherSiteOrABentNameGetsNothing(String headers) throws Exception {
        for (String request : List.of("GET /stats", "POST /drain", "OPTIONS /drain")) {
            assertThat(answer(request + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/drain", "/broadcast", "/sessions/a/disconnect", "/users/a/disconnect", "/channels/a", "/backup"
            })
    void whatChangesSomethingIsPostOnly(String path) throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "HEAD")) {
            HttpResponse<String> refused = admin.send(method, path, "");
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(refused.headers().firstValue("allow")).hasValue("POST");
        }
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void onlyWhoShowsTheTokenInAHeaderIsAnswered() throws Exception {
        guarded();
        assertThat(admin.get("/stats", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(admin.get("/stats", "Authorization", "bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/stats", "/healthz", "/readyz", "/metrics", "/stats?token=" + TOKEN)) {
            assertThat(admin.get(path).statusCode()).as(path).isEqualTo(401);
        }
        for (String wrong : List.of("Bearer x", "Bearer " + TOKEN + "0", "Basic " + TOKEN, TOKEN)) {
            HttpResponse<String> refused = admin.post("/drain", "", "Authorization", wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(refused.body()).doesNotContain(TOKEN);
        }
        assertThat(admin.broker().state()).isEqualTo(io.pushcore.BrokerState.READY);
    }

    @Test
    void onlyWhoMayAskHasTheBrokerWriteACopyAndWhereIsTheApplicationsToDecide() throws Exception {
        assertThat(admin.post("/backup?from=/data&to=/copy", "").statusCode()).isEqualTo(404);
        admin.close();
        List<String> copied = new CopyOnWriteArrayList<>();
        admin = AdminPort.open(
                AdminTransport.port(0).token(TOKEN).backup((from, to) -> {
                    if (!from.equals("/data")) {
                        throw new PushCoreException(ErrorCode.BAD_REQUEST, "it is not in " + from);
                    }
                    copied.add(to);
                    return CompletableFuture.completedFuture("copied to " + to);
                }),
                builder -> builder);
        String[] shown = {"Authorization", "Bearer " + TOKEN};
        assertThat(admin.post("/backup?from=/data&to=/copy", "").statusCode()).isEqualTo(401);
        assertThat(admin.post("/backup?from=/data&to=/copy", "", "Authorization", "Bearer guess")
                        .statusCode())
                .isEqualTo(401);
        assertThat(admin.get("/backup?from=/data&to=/copy", shown).statusCode()).isEqualTo(405);
        assertThat(admin.post(
                                "/backup?from=/data&to=/copy",
                                "",
                                "Authorization",
                                "Bearer " + TOKEN,
                                "Origin",
                                "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        for (String wrong :
                List.of("/backup", "/backup?from=/data", "/backup?from=/data&to=", "/backup?from=/etc&to=/x")) {
            assertThat(admin.post(wrong, "", shown).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(copied).isEmpty();
        HttpResponse<String> done = admin.post("/backup?from=/data&to=/copy", "", shown);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(copied).containsExactly("/copy");
    }

    @Test
    void aWrongTokenCostsAConnectionAndAWait() throws Exception {
        guarded();
        String guess = "GET /stats HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess\r\n\r\n";
        long began = System.nanoTime();
        assertThat(answer(guess + guess))
                .startsWith("HTTP/1.1 401 ")
                .contains("Connection: close")
                .containsOnlyOnce("HTTP/1.1");
        assertThat(System.nanoTime() - began).isGreaterThan(400_000_000L);
    }

    @Test
    void whoKnowsTheTokenIsAnsweredAtOnceWhileOthersGuess() throws Exception {
        guarded();
        List<LineClient> guessing = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            guessing.add(admin.raw()
                    .say("GET /stats HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess" + i + "\r\n\r\n"));
        }
        assertThat(admin.get("/stats", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        for (LineClient one : guessing) {
            assertThat(one.rest()).startsWith("HTTP/1.1 401 ");
            one.close();
        }
    }

    @Test
    void guessesAreALineOfTheLogThatHoldsNoToken() throws Exception {
        guarded();
        String logged = Logged.during(() -> {
            List<LineClient> guessing = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                guessing.add(admin.raw()
                        .say("GET /stats HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer guess\r\n\r\n"));
            }
            for (LineClient one : guessing) {
                assertThat(one.rest()).startsWith("HTTP/1.1 401 ");
                one.close();
            }
        });
        assertThat(logged.lines().filter(line -> line.contains("admin port"))).hasSizeLessThanOrEqualTo(1);
        assertThat(logged).doesNotContain("guess", TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /stats HTTP/1.1\r\n\r\n",
                "GET /stats HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "POST /drain HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /drain HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /drain HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /drain HTTP/1.1\nHost: localhost\n\n",
                "\u0001POST /drain HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void whatTwoServersCouldReadDifferentlyIsRefusedAndClosed(String bytes) throws Exception {
        assertThat(answer(bytes + "POST /drain HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Connection: close")
                .containsOnlyOnce("Content-Length: ");
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void whoHasShownNoTokenGetsNoBodyIn() throws Exception {
        guarded();
        String head = "POST /broadcast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n";
        assertThat(answer(head + "\r\n")).startsWith("HTTP/1.1 413 ").contains("longer than 4096 bytes");
        assertThat(answer(head + "Authorization: Bearer guess\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void whoDoesNotReadItsAnswersIsNotRead() throws Exception {
        UsedHeap heap = new UsedHeap();
        int most = 2_000_000;
        AtomicLong asked = new AtomicLong();
        LineClient client = admin.raw();
        String requests = "GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
        Background.run(() -> {
            while (asked.get() < most) {
                client.say(requests);
                asked.addAndGet(100);
            }
        });
        assertThat(Background.standing(asked::get)).isLessThan(most);
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
        heap.hasGrownByLessThan(8 << 20);
        client.close();
    }

    @Test
    void halfARequestIsNotWaitedForLong() throws Exception {
        List<LineClient> slow = List.of(
                admin.raw(),
                admin.raw().say("GET /st"),
                admin.raw().say("POST /broadcast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab"));
        for (LineClient one : slow) {
            assertThat(one.rest()).startsWith("HTTP/1.1 408 ");
            one.close();
        }
    }

    @Test
    void thoseThatAskNothingMakeRoom() throws Exception {
        List<LineClient> silent = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            silent.add(admin.raw());
        }
        assertThat(silent.get(0).rest()).isEmpty();
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
        for (LineClient one : silent) {
            one.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%40anna", "%24x", "%23x", "a%20b", "%00", "a.%3E", "%0d%0a"})
    void aNameThatNoClientMayUseIsRefusedHereToo(String name) throws Exception {
        assertThat(admin.post("/channels/" + name, "x").statusCode()).isEqualTo(422);
        assertThat(admin.broker().stats().published()).isZero();
    }

    @Test
    void aBodyIsRefusedAsSoonAsItsLengthIsKnown() throws Exception {
        String head = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
        assertThat(answer("POST /drain" + head + "1\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(answer("POST /broadcast" + head + "2000000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(answer("GET /stats" + head + "1\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/drain?over=1000d",
                "/drain?over=-1s",
                "/sessions/a/disconnect?reconnect=maybe",
                "/sessions/a/disconnect?reason=a%0Ab",
                "/channels/a?ttl=x"
            })
    void whatCannotBeMeantIsRefused(String target) throws Exception {
        assertThat(admin.post(target, "").statusCode()).isEqualTo(400);
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutATokenItListensOnThisMachineOnly() {
        assertThatThrownBy(() -> Broker.builder()
                        .transport(AdminTransport.port(0).bind("0.0.0.0"))
                        .build())
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageContaining("admin port needs a token");
        try (Broker broker = Broker.builder()
                .transport(AdminTransport.port(0).bind("0.0.0.0").token(TOKEN))
                .build()) {
            assertThat(broker.transports().get(0).port()).isPositive();
        }
    }

    @Test
    void aShortTokenIsNone() {
        for (String token : List.of("", "secret", "0123456789abcde ", "0123456789abcdé!")) {
            assertThatThrownBy(() -> AdminTransport.port(0).token(token))
                    .isInstanceOf(PushCoreException.class)
                    .hasMessageContaining("16 or more characters");
        }
    }

    @Test
    void requestsOfOperatorsAreNoConnectionsOfTheBroker() throws Exception {
        admin.close();
        admin = AdminPort.open(AdminTransport.port(0), builder -> builder.limit(io.pushcore.Limit.CONNECTIONS, 1));
        StreamClient only = admin.clients().stream("/channels/news", "Accept", "text/event-stream");
        only.event();
        assertThat(admin.clients().get("/channels/news/history").statusCode()).isEqualTo(429);
        // the refused one is counted until it is closed
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(admin.get("/stats").body()).contains("\"connections\":1,\"sessions\":1,"));
    }
}
