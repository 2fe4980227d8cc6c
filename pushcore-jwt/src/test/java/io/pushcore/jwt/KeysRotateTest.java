package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Keys rotate without a restart, and whoever makes up ids of keys costs little")
@Timeout(60)
class KeysRotateTest {
    private static final KeyPair NEXT = Forge.rsa(2048);

    private final ManualTime time = ManualTime.create();
    private final KeyServer server = new KeyServer();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream err = System.err;
    private final JwtAuthenticator authenticator = authenticator(Duration.ofSeconds(20));

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(logged, true, UTF_8));
    }

    @AfterEach
    void close() {
        server.close();
        System.setErr(err);
        // ten thousand refusals are nothing to warn of, and one server that fails is so once a minute
        assertThat(logged.toString(UTF_8)).doesNotContain("made-up", "zoe7", "\"kty\"");
        assertThat(logged.toString(UTF_8).lines().filter(line -> line.contains("WARN")))
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void keysAreFetchedWithTheFirstTokenAndThenKnown() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()), Forge.jwk("e", Forge.POINT.getPublic()));
        assertThat(server.asked).hasValue(0);
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        assertThat(isIn(Forge.es256(header("ES256", "e"), claims()))).isTrue();
        assertThat(isIn(Forge.rs256("{\"alg\":\"RS256\"}", claims()))).isTrue();
        assertThat(server.asked).hasValue(1);
    }

    @Test
    void aNewKeyIsFoundWithItsFirstTokenAndAnOldOneGoes() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        server.keys(Forge.jwk("b", NEXT.getPublic()));
        assertThat(isIn(rsa("b", NEXT))).isTrue();
        assertThat(isIn(rsa("a", Forge.RSA))).isFalse();
        assertThat(server.asked).hasValue(3);
    }

    @Test
    void anUnknownIdIsAskedForOnceAMinute() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        for (int i = 0; i < 59; i++) {
            assertThat(isIn(rsa("b", NEXT))).isFalse();
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(server.asked).hasValue(2);
        time.advance(Duration.ofSeconds(1));
        server.keys(Forge.jwk("b", NEXT.getPublic()));
        assertThat(isIn(rsa("b", NEXT))).isTrue();
        assertThat(server.asked).hasValue(3);
    }

    @Test
    void tenThousandMadeUpIdsAreAFewFetchesAndKnownKeysGoOn() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        for (int i = 0; i < 10_000; i++) {
            assertThat(isIn(forged("made-up-" + i))).isFalse();
        }
        assertThat(server.asked).hasValue(5);
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        time.advance(Duration.ofSeconds(6));
        server.keys(Forge.jwk("b", NEXT.getPublic()));
        assertThat(isIn(rsa("b", NEXT))).isTrue();
        assertThat(server.asked).hasValue(6);
    }

    @Test
    void whoComesAtOnceSharesOneFetch() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        String keys = "{\"keys\":[" + Forge.jwk("a", Forge.RSA.getPublic()) + "]}";
        server.answer(exchange -> {
            open.join();
            KeyServer.send(exchange, 200, keys.getBytes(UTF_8));
        });
        List<CompletableFuture<Identity>> all = IntStream.range(0, 50)
                .mapToObj(i -> authenticator
                        .authenticate(Credentials.token(rsa("a", Forge.RSA), "test"))
                        .toCompletableFuture())
                .toList();
        assertThat(all).noneMatch(CompletableFuture::isDone);
        open.complete(null);
        all.forEach(one -> assertThat(one.join().user()).isEqualTo("zoe7"));
        assertThat(server.asked).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "garbage", "an array", "no keys", "too long", "a redirect", "cut", "101 keys"})
    void whatIsNoSetOfKeysLeavesThoseThereAre(String wrong) {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        String next = Forge.jwk("b", NEXT.getPublic());
        switch (wrong) {
            case "500" -> server.answer(500, "{\"keys\":[" + next + "]}");
            case "garbage" -> server.answer(200, "<html>");
            case "an array" -> server.answer(200, "[" + next + "]");
            case "no keys" -> server.answer(200, "{\"keys\":{}}");
            case "too long" -> server.answer(200, " ".repeat(KeySet.MOST_BYTES) + "{\"keys\":[" + next + "]}");
            case "101 keys" -> server.keys((next + ",").repeat(100) + next);
            case "cut" ->
                server.answer(exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write("{\"keys\":[]}".getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                });
            default ->
                server.answer(exchange -> {
                    boolean again = exchange.getRequestURI().getPath().equals("/again");
                    exchange.getResponseHeaders().add("Location", "/again");
                    KeyServer.send(exchange, again ? 200 : 302, ("{\"keys\":[" + next + "]}").getBytes(UTF_8));
                });
        }
        assertThat(isIn(rsa("b", NEXT))).isFalse();
        assertThat(isIn(rsa("b", NEXT))).isFalse();
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        assertThat(server.asked).hasValue(2);
        server.keys(next);
        time.advance(Duration.ofSeconds(5));
        assertThat(isIn(rsa("b", NEXT))).isTrue();
    }

    @Test
    void aServerThatStallsHoldsNobodyLongerThanItMay() {
        JwtAuthenticator brief = authenticator(Duration.ofMillis(300));
        server.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await(server);
        });
        CompletableFuture<Boolean> answer = brief.authenticate(Credentials.token(rsa("a", Forge.RSA), "test"))
                .handle((who, failure) -> failure != null)
                .toCompletableFuture();
        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
    }

    @Test
    void anAnswerWithoutEndIsNotReadToIt() {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        server.answer(exchange -> {
            byte[] more = new byte[1 << 16];
            long bytes = 0;
            try {
                exchange.sendResponseHeaders(200, 0);
                for (; bytes < 1L << 30; bytes += more.length) {
                    exchange.getResponseBody().write(more);
                }
            } finally {
                sent.complete(bytes);
            }
        });
        assertThat(isIn(rsa("a", Forge.RSA))).isFalse();
        // what sockets hold comes on top
        assertThat(sent.join()).isLessThan(64L << 20);
    }

    @Test
    void whereKeysCannotBeFetchedOneIsToTryAgain() {
        server.answer(503, "");
        assertThat(code(rsa("a", Forge.RSA))).isEqualTo(ErrorCode.BUSY);
        assertThat(code(Forge.rs256("{\"alg\":\"RS256\"}", claims()))).isEqualTo(ErrorCode.BUSY);
        assertThat(server.asked).hasValue(1);
        time.advance(Duration.ofSeconds(5));
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        assertThat(code(rsa("b", NEXT))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(code(rsa("a", NEXT))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void keysThatAreOldAreFetchedAgainSoThatAStolenOneDies() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        server.keys(Forge.jwk("b", NEXT.getPublic()));
        time.advance(Duration.ofMinutes(9));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        assertThat(server.asked).hasValue(1);
        time.advance(Duration.ofMinutes(11));
        assertThat(isIn(rsa("a", Forge.RSA))).isFalse();
    }

    @Test
    void whereTheServerIsGoneTheKeysStay() {
        server.keys(Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        server.close();
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofMinutes(30));
            assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        }
    }

    @Test
    void secretsAndWeakKeysAtAnAddressAreNotUsed() {
        byte[] published = "published to everybody, so no secret".getBytes(UTF_8);
        KeyPair weak = Forge.rsa(1024);
        server.keys(
                "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + Forge.b64(published) + "\"}",
                Forge.jwk("weak", weak.getPublic()),
                Forge.jwk("enc", NEXT.getPublic()).replace("{", "{\"use\":\"enc\","),
                Forge.jwk("other", NEXT.getPublic()).replace("{", "{\"alg\":\"RS512\","),
                "{\"kty\":\"strange\"}",
                "7",
                Forge.jwk("a", Forge.RSA.getPublic()));
        assertThat(isIn(rsa("a", Forge.RSA))).isTrue();
        assertThat(isIn(Forge.signed(header("HS256", "s"), claims(), "HmacSHA256", published)))
                .isFalse();
        assertThat(isIn(rsa("weak", weak))).isFalse();
        assertThat(isIn(rsa("enc", NEXT))).isFalse();
        assertThat(isIn(rsa("other", NEXT))).isFalse();
    }

    @Test
    void aFileIsReadAgainWhenItHasChanged(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.json");
        Files.writeString(file, "{\"keys\":[" + Forge.jwk("a", Forge.RSA.getPublic()) + "]}");
        JwtAuthenticator filed =
                JwtAuthenticator.builder().jwks(file).time(time).build();
        assertThat(isIn(filed, rsa("a", Forge.RSA))).isTrue();
        Files.writeString(file, "{\"keys\":[" + Forge.jwk("b", NEXT.getPublic()));
        time.advance(Duration.ofSeconds(1));
        assertThat(isIn(filed, rsa("a", Forge.RSA))).as("half a file").isTrue();
        String secret = "{\"kty\":\"oct\",\"kid\":\"s\",\"k\":\"" + Forge.b64(Forge.SECRET) + "\"}";
        Files.writeString(file, "{\"keys\":[" + Forge.jwk("b", NEXT.getPublic()) + "," + secret + "]}");
        time.advance(Duration.ofSeconds(1));
        assertThat(isIn(filed, rsa("b", NEXT))).isTrue();
        assertThat(isIn(filed, Forge.hs256(header("HS256", "s"), claims()))).isTrue();
        assertThat(isIn(filed, rsa("a", Forge.RSA))).isFalse();
        Files.delete(file);
        time.advance(Duration.ofSeconds(1));
        assertThat(isIn(filed, rsa("b", NEXT))).isTrue();
    }

    private static void await(KeyServer server) {
        try {
            server.closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JwtAuthenticator authenticator(Duration within) {
        return JwtAuthenticator.builder()
                .jwks(server.address())
                .fetchWithin(within)
                .time(time)
                .build();
    }

    private String rsa(String id, KeyPair key) {
        return Forge.signed(header("RS256", id), claims(), "SHA256withRSA", key.getPrivate());
    }

    private String forged(String id) {
        return Forge.signed(header("HS256", id), claims(), "HmacSHA256", new byte[32]);
    }

    private static String header(String algorithm, String id) {
        return "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}";
    }

    private String claims() {
        return "{\"sub\":\"zoe7\",\"exp\":" + (time.now().getEpochSecond() + 60) + "}";
    }

    private ErrorCode code(String token) {
        return authenticator
                .authenticate(Credentials.token(token, "test"))
                .handle((who, failure) -> ((PushCoreException) failure.getCause()).code())
                .toCompletableFuture()
                .join();
    }

    private boolean isIn(String token) {
        return isIn(authenticator, token);
    }

    private static boolean isIn(JwtAuthenticator asked, String token) {
        return asked.authenticate(Credentials.token(token, "test"))
                .handle((who, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }
}
