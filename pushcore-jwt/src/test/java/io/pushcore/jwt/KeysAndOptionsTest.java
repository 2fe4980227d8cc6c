package io.pushcore.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysAndOptionsTest {
    private final ManualTime time = ManualTime.create();

    @Test
    void aSecretThatIsTooShortIsRefusedWithoutIt() {
        refused(() -> TokenKey.secret("correct horse battery staple !!"), "31 bytes is too short");
        refused(() -> TokenKey.secret("x".repeat(47), TokenAlgorithm.HS384), "too short");
        refused(() -> TokenKey.secret("x".repeat(63), TokenAlgorithm.HS256, TokenAlgorithm.HS512), "too short");
        refused(() -> TokenKey.secret(Forge.SECRET, TokenAlgorithm.RS256), "HS256");
        assertThat(TokenKey.secret("x".repeat(32)).toString()).isEqualTo("TokenKey[ [HS256]]");
        assertThat(TokenKey.secret(Forge.SECRET).toString()).contains("HS512").doesNotContain("horse");
    }

    @Test
    void aPublicKeyThatIsWeakOrStrangeIsRefused() {
        refused(() -> TokenKey.publicKey(Forge.rsa(1024).getPublic()), "1024 bits");
        refused(() -> TokenKey.publicKey(Forge.RSA.getPublic(), TokenAlgorithm.HS256), "RS or PS");
        refused(() -> TokenKey.publicKey(Forge.POINT.getPublic(), TokenAlgorithm.ES384), "P-384");
        KeyPair edwards = edwards();
        refused(() -> TokenKey.publicKey(edwards.getPublic()), "RSA or EC");
        refused(() -> TokenKey.pem(Forge.pem(edwards.getPublic())), "PEM");
        for (String pem : new String[] {
            "",
            "secret words",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(Forge.RSA.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----"
        }) {
            refused(() -> TokenKey.pem(pem), "a public key must be PEM");
        }
    }

    @Test
    void optionsThatAreWrongAreNamed() {
        refused(() -> JwtAuthenticator.builder().build(), "set key or jwks");
        refused(() -> with().leeway(Duration.ofSeconds(-1)).build(), "leeway");
        refused(() -> with().leeway(Duration.ofMinutes(6)).build(), "leeway");
        refused(() -> with().fetchWithin(Duration.ZERO).build(), "fetchWithin");
        refused(() -> with().jwks(Path.of("no such file")).build(), "jwks file no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example/k",
                "ftp://localhost/k",
                "keys.json",
                "https:keys",
                "https://user:hunter2@keys.example/k",
                "http://127.0.0.1.example/k",
                "http://localhost.example/k"
            })
    void keysComeProtectedOrFromHere(String address) {
        refused(() -> with().jwks(URI.create(address)).build(), "jwks must be an https address");
    }

    @Test
    void theOtherEndOfTheLeewayIsTheEnd() {
        JwtAuthenticator lenient = with().leeway(Duration.ofSeconds(10)).build();
        Instant now = time.now();
        String token = token("\"exp\":" + now.getEpochSecond());
        assertThat(identity(lenient, token).expires()).isEqualTo(now.plusSeconds(10));
        time.advance(Duration.ofSeconds(10));
        assertThat(code(lenient, token)).isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
    }

    @Test
    void whoMayLiveForEverDoes() {
        String token = token("\"sub\":\"bob\"");
        assertThat(code(with().build(), token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(identity(with().withoutExpiry().build(), token)).isEqualTo(Identity.of("bob"));
    }

    @Test
    void aCookieIsLookedAtWhereItHasAName() {
        String token = token("\"sub\":\"bob\"");
        Credentials shown =
                new Credentials(Credentials.Kind.TOKEN, "", "", Map.of(), Map.of("session", token), "/x", "test");
        assertThat(code(with().withoutExpiry().build(), shown)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        JwtAuthenticator looks = with().withoutExpiry().cookie("session").build();
        assertThat(looks.authenticate(shown).toCompletableFuture().join()).isEqualTo(Identity.of("bob"));
        assertThat(code(looks, "wrong")).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void aServersSecretIsNoTokenAndANameMustBeTheTokens() {
        String token = token("\"sub\":\"bob\"");
        JwtAuthenticator any = with().withoutExpiry().build();
        assertThat(code(any, Credentials.appSecret("app", token, "test"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(code(any, Credentials.token(token, "test").named("ann"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(any.authenticate(Credentials.token(token, "test").named("bob"))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Identity.of("bob"));
    }

    @Test
    void longerSecretsServeLongerAlgorithms() {
        JwtAuthenticator all = with().withoutExpiry().build();
        for (String hash : new String[] {"256", "384", "512"}) {
            String token =
                    Forge.signed("{\"alg\":\"HS" + hash + "\"}", "{}", "HmacSHA" + hash, Forge.SECRET.getBytes());
            assertThat(identity(all, token)).isEqualTo(Identity.ANONYMOUS);
        }
    }

    private JwtAuthenticator.Builder with() {
        return JwtAuthenticator.builder().key(TokenKey.secret(Forge.SECRET)).time(time);
    }

    private static String token(String claims) {
        return Forge.hs256("{\"alg\":\"HS256\"}", "{" + claims + "}");
    }

    private static Identity identity(JwtAuthenticator asked, String token) {
        return asked.authenticate(Credentials.token(token, "test"))
                .toCompletableFuture()
                .join();
    }

    private static ErrorCode code(JwtAuthenticator asked, String token) {
        return code(asked, Credentials.token(token, "test"));
    }

    private static ErrorCode code(JwtAuthenticator asked, Credentials shown) {
        return asked.authenticate(shown)
                .handle((who, failure) -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return ((PushCoreException) cause).code();
                })
                .toCompletableFuture()
                .join();
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_OPTION))
                .hasMessageContaining(why)
                .hasMessageNotContaining("horse")
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("secret words");
    }

    private static KeyPair edwards() {
        try {
            return java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
