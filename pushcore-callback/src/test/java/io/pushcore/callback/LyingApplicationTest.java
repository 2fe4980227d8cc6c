package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pushcore.Authorizer.Action;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A server of the application that is slow, or lies")
@Timeout(60)
class LyingApplicationTest {
    private static final Duration SOON = Duration.ofMillis(300);

    private final ManualTime time = ManualTime.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"anna\"",
                "{}",
                "{\"user\":null}",
                "{\"user\":7}",
                "{\"user\":[\"anna\"]}",
                "{\"user\":\"anna\"",
                "{\"user\":\"anna\"}{}",
                "{\"user\":\"anna\",\"user\":\"bob\"}",
                "{\"user\":\"anna\",\"x\":{\"y\":1,\"y\":2}}",
                "{\"user\":\"an na\"}",
                "{\"user\":\"a.*\"}",
                "{\"user\":\"\\u0000\"}",
                "{\"user\":\"\\ud800\"}",
                "{\"user\":\"anna\",\"info\":\"\\udc00\"}",
                "{\"user\":\"anna\",\"expires_in\":\"60\"}",
                "{\"user\":\"anna\",\"expires_in\":1.5}",
                "{\"user\":\"anna\",\"expires_in\":1e3}",
                "{\"user\":\"anna\",\"expires_in\":9223372036854775808}",
                "{\"user\":\"anna\",\"expires_in\":" + "99999999999999999999999999999999999999" + "}",
                "{\"user\":\"anna\",\"expires_in\":NaN}",
                "{\"user\":\"anna\",\"grants\":\"wait\"}",
                "{\"user\":\"anna\",\"grants\":[[\"wait\"]]}",
                "{\"user\":\"anna\",\"grants\":[null]}",
                "<html>anna</html>"
            })
    void whatCannotBeUnderstoodIsNoAnswerAndIsNotRemembered(String body) {
        try (FakeApplication application = FakeApplication.json(body)) {
            HttpCallback callback = application.callback().build();
            assertThat(Answers.who(callback, "t")).isEqualTo(ErrorCode.BUSY);
            assertThat(Answers.who(callback, "t")).isEqualTo(ErrorCode.BUSY);
            assertThat(application.asked()).hasSize(2);
            assertThat(callback.stats().unavailable()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"allow\":null}", "{\"allow\":1}", "{\"allow\":\"true\"}", "{\"user\":\"anna\"}"})
    void whatIsNeitherYesNorNoIsNoAnswer(String body) {
        try (FakeApplication application = FakeApplication.json(body)) {
            HttpCallback callback = application.callback().asks(Action.PUBLISH).build();
            assertThat(Answers.may(callback, "anna", Action.PUBLISH, "news")).isEqualTo(ErrorCode.BUSY);
        }
    }

    @Test
    void whatIsTooDeepTooLongOrTooMuchIsNoAnswer() {
        String userOf300 = "{\"user\":\"" + "u".repeat(300) + "\"}";
        String deep = "{\"user\":\"anna\",\"info\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
        String longInfo = "{\"user\":\"anna\",\"info\":\"" + "i".repeat(5_000) + "\"}";
        String manyGrants = "{\"user\":\"anna\",\"grants\":[" + "\"g\",".repeat(101) + "\"h\"]}";
        String large = "{\"user\":\"anna\",\"x\":\"" + "x".repeat(65_536) + "\"}";
        for (String body : List.of(userOf300, deep, longInfo, manyGrants, large)) {
            try (FakeApplication application = FakeApplication.json(body)) {
                assertThat(Answers.who(application.callback().build(), "t")).isEqualTo(ErrorCode.BUSY);
            }
        }
        String inTime = "{\"user\":\"anna\",\"x\":\"" + "x".repeat(65_000) + "\",\"expires_in\":9000000000000000000}";
        try (FakeApplication application = FakeApplication.json(inTime)) {
            assertThat(Answers.who(application.callback().build(), "t")).isEqualTo(Identity.of("anna"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200,text/html",
        "200,application/jsonp",
        "200,x",
        "201,application/json",
        "204,x",
        "400,application/json",
        "404,application/json",
        "407,application/json",
        "429,application/json",
        "500,application/json",
        "503,text/plain"
    })
    void anotherStatusOrAnotherKindOfContentIsNoAnswer(int status, String contentType) {
        String body = status == 204 ? "" : "{\"user\":\"anna\"}";
        try (FakeApplication application = FakeApplication.saying(status, contentType, body)) {
            assertThat(Answers.who(application.callback().build(), "t")).isEqualTo(ErrorCode.BUSY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void credentialsFollowNoRedirect(int status) {
        try (FakeApplication elsewhere = FakeApplication.json("{\"user\":\"anna\"}");
                FakeApplication application = FakeApplication.by((exchange, asked) -> {
                    exchange.getResponseHeaders()
                            .set("Location", elsewhere.address().toString());
                    exchange.sendResponseHeaders(status, -1);
                })) {
            assertThat(Answers.who(application.callback().build(), "t")).isEqualTo(ErrorCode.BUSY);
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void aBodyWithoutEndIsCutAt64Kibibytes() {
        CountDownLatch cut = new CountDownLatch(1);
        try (FakeApplication application = FakeApplication.by((exchange, asked) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("{\"user\":\"anna\"".getBytes(UTF_8));
                while (true) {
                    out.write(new byte[8_192]);
                }
            } catch (IOException closed) {
                cut.countDown();
            }
        })) {
            HttpCallback callback = application.callback().build();
            assertThat(Answers.who(callback, "t")).isEqualTo(ErrorCode.BUSY);
            await().until(() -> cut.getCount() == 0);
        }
    }

    @Test
    void aBodyThatTricklesIsCutAtTheDeadline() {
        CountDownLatch cut = new CountDownLatch(1);
        try (FakeApplication application = FakeApplication.by((exchange, asked) -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(' ');
                    out.flush();
                    // a trickle, not a flood: nothing waits for this to pass
                    LockSupport.parkNanos(5_000_000);
                }
            } catch (IOException closed) {
                cut.countDown();
            }
        })) {
            HttpCallback callback = application.callback().timeout(SOON).build();
            assertThat(Answers.who(callback, "t")).isEqualTo(ErrorCode.BUSY);
            assertThat(callback.stats().timedOut()).isEqualTo(1);
            await().until(() -> cut.getCount() == 0);
        }
    }

    @Test
    void whoTakesLongerThanTheDeadlineGivesNoAnswer() throws Exception {
        try (FakeApplication application = FakeApplication.json("{\"user\":\"anna\"}");
                ServerSocket silent = new ServerSocket(0)) {
            HttpCallback callback = HttpCallback.to(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/auth"))
                    .time(time)
                    .build();
            CompletableFuture<Identity> answer =
                    callback.authenticate(Answers.token("t")).toCompletableFuture();
            time.advance(Duration.ofMillis(4_999));
            assertThat(answer).isNotDone();
            assertThat(callback.stats().inFlight()).isEqualTo(1);
            time.advance(Duration.ofMillis(1));
            await().until(answer::isDone);
            assertThat(callback.stats().inFlight()).isZero();
            assertThat(callback.stats().timedOut()).isEqualTo(1);
            assertThat(Answers.who(application.callback().build(), "t")).isEqualTo(Identity.of("anna"));
        }
    }

    @Test
    void whereNobodyListensThereIsNoAnswer() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        HttpCallback callback = HttpCallback.to(URI.create("http://127.0.0.1:" + port + "/auth"))
                .build();
        assertThat(Answers.who(callback, "t")).isEqualTo(ErrorCode.BUSY);
        assertThat(Answers.who(
                        HttpCallback.to(URI.create("http://nowhere.invalid/")).build(), "t"))
                .isEqualTo(ErrorCode.BUSY);
    }

    @Test
    void itIsCalledSoManyTimesAtOnceTheRestWaitsAndMoreAreTurnedAway() {
        try (FakeApplication application = FakeApplication.by((exchange, asked) -> {
            if (!asked.has("token=late")) {
                new CountDownLatch(1).await();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"user\":\"late\"}".getBytes(UTF_8));
        })) {
            HttpCallback callback = application
                    .callback()
                    .callsAtOnce(4)
                    .waitingCalls(6)
                    .time(time)
                    .build();
            List<CompletableFuture<Identity>> hanging = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                hanging.add(callback.authenticate(Answers.token("t" + i)).toCompletableFuture());
            }
            time.advance(Duration.ofSeconds(3));
            CompletableFuture<Identity> late =
                    callback.authenticate(Answers.token("late")).toCompletableFuture();
            assertThat(callback.stats().inFlight()).isEqualTo(4);
            assertThat(callback.stats().waiting()).isEqualTo(6);
            assertThat(Answers.who(callback, "one too many")).isEqualTo(ErrorCode.BUSY);
            assertThat(callback.stats().turnedAway()).isEqualTo(1);
            await().until(() -> application.asked().size() == 4);
            time.advance(Duration.ofSeconds(2));
            assertThat(late.join()).isEqualTo(Identity.of("late"));
            assertThat(hanging).allMatch(CompletableFuture::isCompletedExceptionally);
            await().until(() -> callback.stats().inFlight() == 0);
            assertThat(callback.stats().waiting()).isZero();
        }
    }

    @Test
    void aFailureSaysNothingOfWhatWasSentOrCameBack() {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true));
        List<Throwable> failures = new ArrayList<>();
        try (FakeApplication application = FakeApplication.saying(asked -> FakeApplication.Said.json(
                "{\"user\":\"a s3cret\",\"x\":\"s3cret\"" + (asked.has("token=s3cret0") ? "" : "}")))) {
            HttpCallback callback = HttpCallback.to(URI.create(application.address() + "?key=s3cret"))
                    .header("Authorization", "s3cret")
                    .signedWith("s3crets3crets3crets3crets3crets3cret")
                    .time(time)
                    .build();
            for (int i = 0; i < 100; i++) {
                Credentials shown = Answers.token("s3cret" + i);
                try {
                    callback.authenticate(shown).toCompletableFuture().join();
                } catch (CompletionException refused) {
                    failures.add(refused);
                }
            }
            time.advance(Duration.ofMinutes(1));
            Answers.who(callback, "s3cret0");
        } finally {
            System.setErr(before);
        }
        assertThat(failures).hasSize(100);
        for (Throwable failure : failures) {
            for (Throwable one = failure; one != null; one = one.getCause()) {
                assertThat(one.toString()).doesNotContain("s3cret");
            }
        }
        assertThat(logged.toString()).doesNotContain("s3cret");
        assertThat(logged.toString().lines().filter(line -> line.contains("gives no answer")))
                .hasSize(2)
                .last()
                .asString()
                .contains("99 more like it");
    }
}
