package io.pushcore.jwt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authenticator;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Ways to misuse a JWT: each is refused, and let in once its fault is taken away")
class MisusesTest {
    private static final ManualTime TIME = ManualTime.create();
    private static final long NOW = TIME.now().getEpochSecond();
    private static final Map<String, String> HEADER = ordered("alg", "\"HS256\"", "typ", "\"JWT\"");
    private static final Map<String, String> CLAIMS = ordered(
            "sub", "\"zoe7\"", "exp", Long.toString(NOW + 60), "aud", "\"app\"", "iss", "\"https://issuer.example\"");
    private static final String H = Forge.json(HEADER);
    private static final String C = Forge.json(CLAIMS);
    private static final String GOOD = Forge.hs256(H, C);
    private static final String RS = header("alg", "\"RS256\"", "kid", "\"r\"");
    private static final String ES = header("alg", "\"ES256\"", "kid", "\"e\"");
    private static final String GOOD_RS = Forge.rs256(RS, C);
    private static final String GOOD_ES = Forge.es256(ES, C);
    private static final KeyPair FOREIGN = Forge.rsa(2048);
    private static final KeyPair FOREIGN_POINT = Forge.point("secp384r1");

    private static final Authenticator AUTHENTICATOR = JwtAuthenticator.builder()
            .key(TokenKey.secret(Forge.SECRET, TokenAlgorithm.HS256))
            .key(TokenKey.pem(Forge.pem(Forge.RSA.getPublic()), TokenAlgorithm.RS256)
                    .id("r"))
            .key(TokenKey.pem(Forge.pem(Forge.POINT.getPublic())).id("e"))
            .audience("app")
            .issuer("https://issuer.example")
            .leeway(Duration.ZERO)
            .time(TIME)
            .build();

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream err = System.err;

    /** @param twin the same without the fault */
    private record Misuse(String name, ErrorCode code, String token, String twin) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(logged, true, UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(err);
    }

    @Test
    void thereAreSixtyAndMore() {
        assertThat(misuses().map(Misuse::name).distinct().count())
                .isGreaterThanOrEqualTo(60)
                .isEqualTo(misuses().count());
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void isRefusedAndItsTwinIsNot(Misuse misuse) {
        assertThat(AUTHENTICATOR
                        .authenticate(shown(misuse.twin))
                        .toCompletableFuture()
                        .join()
                        .user())
                .isIn("zoe7", "");
        Throwable failure = failure(AUTHENTICATOR.authenticate(shown(misuse.token)));
        assertThat(failure).isInstanceOf(PushCoreException.class);
        assertThat(((PushCoreException) failure).code()).isEqualTo(misuse.code);
        StringWriter told = new StringWriter();
        failure.printStackTrace(new PrintWriter(told));
        assertThat(logged.toString(UTF_8)).contains("token refused");
        for (String text : List.of(told.toString(), logged.toString(UTF_8))) {
            assertThat(text).doesNotContain("correct horse", "zoe7", "issuer.example");
            for (String part : misuse.token.split("\\.")) {
                if (part.length() > 8) {
                    assertThat(text).doesNotContain(part.substring(0, 8));
                }
            }
        }
    }

    static Stream<Misuse> misuses() {
        List<Misuse> all = new ArrayList<>();
        algorithms(all);
        curves(all);
        signatures(all);
        shapes(all);
        headers(all);
        times(all);
        claims(all);
        return all.stream();
    }

    private static void algorithms(List<Misuse> all) {
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ")) {
            all.add(wrong(
                    "alg " + none + " without a signature",
                    Forge.b64(header("alg", q(none))) + "." + Forge.b64(C) + "."));
        }
        all.add(wrong("alg none with a good signature", Forge.hs256(header("alg", "\"none\""), C)));
        for (String alg : List.of(
                "",
                "null",
                "7",
                "[\"HS256\"]",
                "\"\"",
                "\"hs256\"",
                "\"HS1\"",
                "\"EdDSA\"",
                "\"RSA-OAEP\"",
                "\"dir\"")) {
            all.add(wrong("alg is " + (alg.isEmpty() ? "missing" : alg), Forge.hs256(header("alg", alg), C)));
        }
        String confused = header("kid", "\"r\"");
        all.add(rs(
                "HS256 keyed by the DER of the RSA key",
                Forge.signed(confused, C, "HmacSHA256", Forge.RSA.getPublic().getEncoded())));
        all.add(rs(
                "HS256 keyed by the PEM of the RSA key",
                Forge.signed(
                        confused,
                        C,
                        "HmacSHA256",
                        Forge.pem(Forge.RSA.getPublic()).getBytes(UTF_8))));
        all.add(es(
                "HS256 keyed by the DER of the EC key",
                Forge.signed(
                        header("kid", "\"e\""),
                        C,
                        "HmacSHA256",
                        Forge.POINT.getPublic().getEncoded())));
        all.add(rs("RS256 signed with the secret", Forge.hs256(RS, C)));
        all.add(wrong(
                "HS384 is not listed for the secret",
                Forge.signed(header("alg", "\"HS384\""), C, "HmacSHA384", Forge.SECRET.getBytes(UTF_8))));
        all.add(wrong(
                "HS512 is not listed for the secret",
                Forge.signed(header("alg", "\"HS512\""), C, "HmacSHA512", Forge.SECRET.getBytes(UTF_8))));
        all.add(rs(
                "RS512 is not listed for the RSA key",
                Forge.signed(header("alg", "\"RS512\"", "kid", "\"r\""), C, "SHA512withRSA", Forge.RSA.getPrivate())));
        all.add(rs("RS256 named PS256", Forge.rs256(header("alg", "\"PS256\"", "kid", "\"r\""), C)));
    }

    private static void curves(List<Misuse> all) {
        String text = Forge.b64(ES) + "." + Forge.b64(C) + ".";
        byte[] signature = new byte[64];
        all.add(es("ES256 with r = s = 0", text + Forge.b64(signature)));
        signature[63] = 1;
        all.add(es("ES256 with r = 0", text + Forge.b64(signature)));
        byte[] order = new java.math.BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
                .toByteArray();
        byte[] orders = new byte[64];
        System.arraycopy(order, 1, orders, 0, 32);
        System.arraycopy(order, 1, orders, 32, 32);
        all.add(es("ES256 with r = s = the order of the curve", text + Forge.b64(orders)));
        all.add(es("ES256 in DER", Forge.signed(ES, C, "SHA256withECDSA", Forge.POINT.getPrivate())));
        all.add(es(
                "ES384 of another curve",
                Forge.signed(
                        header("alg", "\"ES384\"", "kid", "\"e\""),
                        C,
                        "SHA384withECDSAinP1363Format",
                        FOREIGN_POINT.getPrivate())));
        all.add(es(
                "ES384 of the right key",
                Forge.signed(
                        header("alg", "\"ES384\"", "kid", "\"e\""),
                        C,
                        "SHA384withECDSAinP1363Format",
                        Forge.POINT.getPrivate())));
        all.add(es("ES256K", Forge.es256(header("alg", "\"ES256K\"", "kid", "\"e\""), C)));
        all.add(es("ES256 signed by RSA", Forge.rs256(ES, C)));
    }

    private static void signatures(List<Misuse> all) {
        int last = GOOD.lastIndexOf('.') + 1;
        String text = GOOD.substring(0, last);
        byte[] signature = Base64.getUrlDecoder().decode(GOOD.substring(last));
        all.add(wrong("the signature is empty", text));
        all.add(wrong("the signature is cut", GOOD.substring(0, GOOD.length() - 4)));
        all.add(wrong("the signature is longer", text + Forge.b64(java.util.Arrays.copyOf(signature, 33))));
        signature[5] ^= 1;
        all.add(wrong("a bit of the signature is another", text + Forge.b64(signature)));
        all.add(wrong("the signature is all zero", text + Forge.b64(new byte[32])));
        all.add(wrong(
                "another secret",
                Forge.signed(H, C, "HmacSHA256", "x".repeat(32).getBytes(UTF_8))));
        all.add(wrong("a secret of one zero", Forge.signed(H, C, "HmacSHA256", new byte[1])));
        all.add(rs("another RSA key", Forge.signed(RS, C, "SHA256withRSA", FOREIGN.getPrivate())));
        all.add(wrong(
                "the signature of another token",
                text + Forge.hs256(H, claim("sub", "\"max8\"")).substring(last)));
        String[] parts = GOOD.split("\\.");
        all.add(wrong(
                "the claims were changed", parts[0] + "." + Forge.b64(claim("sub", "\"admin\"")) + "." + parts[2]));
        all.add(wrong("the header was changed", Forge.b64(header("typ", "")) + "." + parts[1] + "." + parts[2]));
    }

    private static void shapes(List<Misuse> all) {
        String[] parts = GOOD.split("\\.");
        all.add(wrong("no token", ""));
        all.add(wrong("dots only", ".."));
        all.add(wrong("two parts", parts[0] + "." + parts[1]));
        all.add(wrong("four parts", GOOD + ".e30"));
        all.add(wrong("five parts, as a JWE", GOOD + "." + parts[1] + "." + parts[2]));
        all.add(wrong("no header", "." + parts[1] + "." + parts[2]));
        all.add(wrong("no claims", parts[0] + ".." + parts[2]));
        all.add(wrong("padding", GOOD + "="));
        all.add(wrong("a space before", " " + GOOD));
        all.add(wrong("a line feed after", GOOD + "\n"));
        all.add(wrong("a space within", parts[0] + "." + parts[1] + ". " + parts[2]));
        all.add(wrong("a sign that is not base64url", GOOD + "+/"));
        all.add(wrong("a sign that is not ASCII", GOOD + "\u00e9"));
        all.add(wrong("a zero", GOOD + "\0"));
        all.add(wrong("bits left over", leftOver(GOOD)));
        all.add(wrong("JSON instead", "{\"payload\":\"" + parts[1] + "\",\"signature\":\"" + parts[2] + "\"}"));
        all.add(wrong(
                "100 KiB",
                Forge.hs256(H, claim("pad", q("x".repeat(75_000)))),
                Forge.hs256(H, claim("pad", q("x".repeat(5_000))))));
        all.add(wrong("twice", GOOD + GOOD));
        all.add(wrong("a token in a token", Forge.hs256(header("cty", "\"JWT\""), C)));
        all.add(wrong("a token as claims", Forge.hs256(H, GOOD)));
    }

    private static void headers(List<Misuse> all) {
        all.add(wrong("crit of exp", Forge.hs256(header("crit", "[\"exp\"]"), C)));
        all.add(wrong("crit of nothing", Forge.hs256(header("crit", "[]"), C)));
        all.add(wrong("crit of b64", Forge.hs256(header("b64", "false", "crit", "[\"b64\"]"), C)));
        all.add(wrong("b64 false", Forge.hs256(header("b64", "false"), C)));
        all.add(wrong("zip", Forge.hs256(header("zip", "\"DEF\""), C)));
        String key = Forge.jwk("r", FOREIGN.getPublic());
        String certificate =
                Base64.getEncoder().encodeToString(FOREIGN.getPublic().getEncoded());
        for (String[] own : new String[][] {
            {"jku", "\"http://127.0.0.1:1/keys\""},
            {"x5u", "\"http://127.0.0.1:1/chain\""},
            {"x5c", "[\"" + certificate + "\"]"},
            {"jwk", key}
        }) {
            String header = header("alg", "\"RS256\"", "kid", "\"r\"", own[0], own[1]);
            // what a token says of its key is not looked at, so that the right key still does
            all.add(wrong(
                    own[0] + " of the forger",
                    Forge.signed(header, C, "SHA256withRSA", FOREIGN.getPrivate()),
                    Forge.rs256(header, C)));
        }
        all.add(wrong(
                "a secret of its own",
                Forge.signed(
                        header("jwk", "{\"kty\":\"oct\",\"k\":\"" + Forge.b64(new byte[32]) + "\"}"),
                        C,
                        "HmacSHA256",
                        new byte[32])));
        String long1000 = "k".repeat(1_000);
        for (String kid : List.of(
                "../../../../dev/null", "' UNION SELECT 'x", "http://127.0.0.1:1/", "\\u0000", "r\\nx", "nobody")) {
            String header = header("kid", q(kid));
            all.add(wrong("kid " + kid, Forge.signed(header, C, "HmacSHA256", new byte[1]), Forge.hs256(header, C)));
        }
        all.add(wrong("kid of 1,000 characters", Forge.hs256(header("kid", q(long1000)), C)));
        all.add(wrong("kid is a number", Forge.hs256(header("kid", "1"), C)));
        all.add(wrong("kid is an array", Forge.hs256(header("kid", "[\"r\"]"), C)));
        all.add(rs("kid of another key", Forge.rs256(header("alg", "\"RS256\"", "kid", "\"e\""), C)));
        all.add(wrong("alg twice", Forge.hs256("{\"alg\":\"HS256\",\"alg\":\"none\"}", C)));
        all.add(wrong("the header is no JSON", Forge.hs256("alg=HS256", C)));
        all.add(wrong("the header is an array", Forge.hs256("[" + H + "]", C)));
        all.add(wrong("the header is null", Forge.hs256("null", C)));
        all.add(wrong("the header is not UTF-8", notUtf8()));
        all.add(wrong(
                "a token of another type",
                Forge.hs256(header("typ", "\"dpop+jwt\""), C),
                Forge.hs256(header("typ", "\"at+JWT\""), C)));
        all.add(wrong("typ is a number", Forge.hs256(header("typ", "1"), C), Forge.hs256(header("typ", ""), C)));
    }

    private static void times(List<Misuse> all) {
        for (String exp : List.of(
                "",
                "null",
                "\"" + (NOW + 60) + "\"",
                "-1",
                "1e300",
                "1e999",
                "NaN",
                "true",
                "[" + (NOW + 60) + "]",
                "{}",
                Long.toString((NOW + 60) * 1_000),
                "99999999999999999999")) {
            String name = exp.isEmpty() ? "missing" : exp.equals("\"" + (NOW + 60) + "\"") ? "a string" : exp;
            all.add(wrong("exp is " + name, claimed("exp", exp), claimed("exp", NOW + 60 + ".5")));
        }
        all.add(expired("it expired a second ago", NOW - 1));
        all.add(expired("it expires now", NOW));
        all.add(expired("it expired in 1970", 0));
        all.add(wrong("nbf in a second", claimed("nbf", Long.toString(NOW + 1)), claimed("nbf", Long.toString(NOW))));
        all.add(wrong("nbf is a string", claimed("nbf", "\"0\"")));
        all.add(wrong("nbf in milliseconds", claimed("nbf", Long.toString(NOW * 1_000))));
        all.add(wrong("iat in the future", claimed("iat", Long.toString(NOW + 1)), claimed("iat", Long.toString(NOW))));
        all.add(wrong("iat is a date", claimed("iat", "\"2029-12-31\"")));
        all.add(wrong("expired, and of another issuer", Forge.hs256(H, claim("exp", "1", "iss", "\"x\""))));
    }

    private static void claims(List<Misuse> all) {
        for (String aud : List.of(
                "\"other\"",
                "",
                "[]",
                "[\"other\",\"App\"]",
                "7",
                "[\"app\",7]",
                "null",
                "\"APP\"",
                "{\"app\":true}",
                "\"app \"")) {
            all.add(wrong(
                    "aud is " + (aud.isEmpty() ? "missing" : aud),
                    claimed("aud", aud),
                    claimed("aud", "[\"x\",\"app\"]")));
        }
        for (String iss : List.of(
                "\"https://other.example\"",
                "",
                "[\"https://issuer.example\"]",
                "\"https://issuer.example/\"",
                "\"https://issuer\"",
                "null")) {
            all.add(wrong("iss is " + (iss.isEmpty() ? "missing" : iss), claimed("iss", iss)));
        }
        for (String sub : List.of(
                "7",
                "null",
                "{}",
                "[\"zoe7\"]",
                "true",
                "\"a b\"",
                "\"a\\u0000b\"",
                "\"a\\nb\"",
                "\"*\"",
                "\"" + "a".repeat(256) + "\"")) {
            all.add(wrong(
                    "sub is " + (sub.length() > 99 ? "too long" : sub), claimed("sub", sub), claimed("sub", "\"\"")));
        }
        all.add(wrong("sub stands there twice", Forge.hs256(H, C.replace("{", "{\"sub\":\"max8\","))));
        all.add(wrong("info is a number", claimed("info", "7"), claimed("info", "{\"name\":\"Ann\"}")));
        all.add(wrong("info is an array", claimed("info", "[]"), claimed("info", "\"Ann\"")));
        all.add(wrong("grants is a string", claimed("grants", "\"wait\""), claimed("grants", "[\"wait\"]")));
        all.add(wrong("grants holds a number", claimed("grants", "[1]"), claimed("grants", "[]")));
        all.add(wrong("a token of a subscription", claimed("channel", "\"news\"")));
        all.add(wrong("a token of no subscription", claimed("channel", "null")));
        all.add(wrong("the claims are an array", Forge.hs256(H, "[" + C + "]")));
        all.add(wrong("the claims are no JSON", Forge.hs256(H, "sub=ann")));
        all.add(wrong("the claims are two objects", Forge.hs256(H, C + C)));
        all.add(wrong("arrays in arrays", claimed("x", "[".repeat(2_500) + "]".repeat(2_500))));
        all.add(wrong("objects in objects", claimed("x", "{\"a\":".repeat(800) + "1" + "}".repeat(800))));
    }

    @Test
    void whatATokenSaysIsWhoOneIs() {
        Identity ann = AUTHENTICATOR
                .authenticate(shown(Forge.hs256(H, claim("info", "{\"name\": \"Ann\"}", "grants", "[\"wait\"]"))))
                .toCompletableFuture()
                .join();
        assertThat(ann)
                .isEqualTo(Identity.of("zoe7")
                        .info("{\"name\":\"Ann\"}")
                        .expires(Instant.ofEpochSecond(NOW + 60))
                        .grants("wait"));
        assertThat(AUTHENTICATOR
                        .authenticate(shown(Forge.hs256(H, claim("sub", ""))))
                        .toCompletableFuture()
                        .join()
                        .user())
                .isEmpty();
    }

    static Stream<Misuse> misusesOfSubscriptions() {
        String news = claimed("channel", "\"news\"");
        return Stream.of(
                new Misuse("a token of a session", ErrorCode.FORBIDDEN, GOOD, news),
                new Misuse("another channel", ErrorCode.FORBIDDEN, claimed("channel", "\"new\""), news),
                new Misuse("a pattern", ErrorCode.FORBIDDEN, claimed("channel", "\"*\""), news),
                new Misuse(
                        "another user",
                        ErrorCode.FORBIDDEN,
                        Forge.hs256(H, claim("channel", "\"news\"", "sub", "\"max8\"")),
                        news),
                new Misuse(
                        "nobody's", ErrorCode.FORBIDDEN, Forge.hs256(H, claim("channel", "\"news\"", "sub", "")), news),
                new Misuse("channel is null", ErrorCode.UNAUTHENTICATED, claimed("channel", "null"), news),
                new Misuse("channel is an array", ErrorCode.UNAUTHENTICATED, claimed("channel", "[\"news\"]"), news),
                new Misuse(
                        "expired",
                        ErrorCode.CREDENTIALS_EXPIRED,
                        Forge.hs256(H, claim("channel", "\"news\"", "exp", "1")),
                        news),
                new Misuse(
                        "another secret",
                        ErrorCode.UNAUTHENTICATED,
                        Forge.signed(H, claim("channel", "\"news\""), "HmacSHA256", new byte[32]),
                        news));
    }

    @ParameterizedTest
    @MethodSource("misusesOfSubscriptions")
    void givesNoRightToASubscription(Misuse misuse) {
        Identity ann = Identity.of("zoe7");
        assertThat(AUTHENTICATOR
                        .pass(ann, "news", misuse.twin)
                        .toCompletableFuture()
                        .join()
                        .expires())
                .isEqualTo(Instant.ofEpochSecond(NOW + 60));
        Throwable failure = failure(AUTHENTICATOR.pass(ann, "news", misuse.token));
        assertThat(((PushCoreException) failure).code()).isEqualTo(misuse.code);
        assertThat(failure.toString()).doesNotContain("zoe7", "max8", "\"news\"");
    }

    private static Misuse wrong(String name, String token) {
        return new Misuse(name, ErrorCode.UNAUTHENTICATED, token, GOOD);
    }

    private static Misuse wrong(String name, String token, String twin) {
        return new Misuse(name, ErrorCode.UNAUTHENTICATED, token, twin);
    }

    private static Misuse rs(String name, String token) {
        return wrong(name, token, GOOD_RS);
    }

    private static Misuse es(String name, String token) {
        return wrong(name, token, GOOD_ES);
    }

    private static Misuse expired(String name, long exp) {
        return new Misuse(
                name,
                ErrorCode.CREDENTIALS_EXPIRED,
                claimed("exp", Long.toString(exp)),
                claimed("exp", Long.toString(NOW + 1)));
    }

    private static String claimed(String name, String json) {
        return Forge.hs256(H, claim(name, json));
    }

    private static String claim(String... namesAndJson) {
        return Forge.json(CLAIMS, namesAndJson);
    }

    private static String header(String... namesAndJson) {
        return Forge.json(HEADER, namesAndJson);
    }

    private static String q(String text) {
        return "\"" + text + "\"";
    }

    /** Another last character for the same bytes. */
    private static String leftOver(String token) {
        String signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = signs.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + signs.charAt(last + 1);
    }

    private static String notUtf8() {
        byte[] header = header("x", "\"\u00e9\"").getBytes(ISO_8859_1);
        return Forge.signedText(
                Forge.b64(header) + "." + Forge.b64(C),
                "HmacSHA256",
                new javax.crypto.spec.SecretKeySpec(Forge.SECRET.getBytes(UTF_8), "HmacSHA256"));
    }

    private static Map<String, String> ordered(String... namesAndJson) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndJson.length; i += 2) {
            fields.put(namesAndJson[i], namesAndJson[i + 1]);
        }
        return fields;
    }

    private static Credentials shown(String token) {
        return Credentials.token(token, "test");
    }

    private static Throwable failure(CompletionStage<?> stage) {
        Throwable[] failure = new Throwable[1];
        stage.handle((value, thrown) -> failure[0] = thrown)
                .toCompletableFuture()
                .join();
        assertThat(failure[0]).isNotNull();
        return failure[0] instanceof CompletionException wrapped ? wrapped.getCause() : failure[0];
    }
}
