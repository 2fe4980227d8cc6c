package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An identity that was signed elsewhere")
class SignedIdentityTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_KEY = "fedcba9876543210fedcba9876543210";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private final SignedIdentity cookies =
            SignedIdentity.by(KEY).inCookie("who").clock(() -> NOW);
    private final SignedIdentity headers =
            SignedIdentity.by(KEY).inHeaders("X-User", "X-User-Signature").clock(() -> NOW);

    private static Credentials cookie(String value) {
        return new Credentials(Credentials.Kind.TOKEN, "", "", Map.of(), Map.of("who", value), "/", "127.0.0.1");
    }

    private static Credentials header(String value, String signature) {
        return new Credentials(
                Credentials.Kind.TOKEN,
                "",
                "",
                Map.of("x-user", value, "x-user-signature", signature),
                Map.of(),
                "/",
                "127.0.0.1");
    }

    private static Identity told(SignedIdentity by, Credentials credentials) {
        return by.authenticate(credentials).toCompletableFuture().join();
    }

    private static ErrorCode refused(SignedIdentity by, Credentials credentials) {
        try {
            throw new AssertionError("let in: " + told(by, credentials));
        } catch (CompletionException refused) {
            return ((PushCoreException) refused.getCause()).code();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "anna.b", "a+b%20", "änne", "漢字", "a;b,c=\"d\"", "🦊"})
    void whatWasSignedHoldsUntilItExpires(String user) {
        String signed = cookies.sign(user, LATER);
        assertThat(signed).matches("[A-Za-z0-9._~%-]+");
        assertThat(told(cookies, cookie(signed))).isEqualTo(Identity.of(user).expires(LATER));
        int dot = signed.lastIndexOf('.');
        assertThat(told(headers, header(signed.substring(0, dot), signed.substring(dot + 1)))
                        .user())
                .isEqualTo(user);
        assertThat(refused(cookies.clock(() -> LATER), cookie(signed))).isEqualTo(ErrorCode.CREDENTIALS_EXPIRED);
    }

    @Test
    void itIsWhatAnyOtherProgramWouldSign() {
        // printf %s anna.1767229200 | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        String signature = "aa9e1fd69484f07dd5ea5df3f677bfc294b6ab63028cd7db80772533399bbf3b";
        assertThat(told(headers, header("anna.1767229200", signature)).user()).isEqualTo("anna");
        assertThat(told(headers, header("anna.1767229200", signature.toUpperCase(Locale.ROOT)))
                        .user())
                .isEqualTo("anna");
    }

    @Test
    void nothingOfItCanBeChanged() {
        String signed = cookies.sign("anna", LATER);
        for (int i = 0; i < signed.length(); i++) {
            // another case of a hexadecimal digit is the same signature
            char other = signed.charAt(i) == '1' ? '2' : '1';
            String changed = signed.substring(0, i) + other + signed.substring(i + 1);
            assertThat(refused(cookies, cookie(changed))).as(changed).isEqualTo(ErrorCode.UNAUTHENTICATED);
            assertThat(refused(cookies, cookie(signed.substring(0, i))))
                    .as(signed.substring(0, i))
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
        assertThat(refused(cookies, cookie(signed + "0"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refused(cookies, cookie("bob." + signed))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refused(cookies, cookie("x".repeat(100_000) + signed))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refused(cookies, Credentials.token(signed, "127.0.0.1"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void anExpiredOneThatNobodySignedIsWrongAndNotExpired() {
        assertThat(refused(cookies, cookie("anna.1." + "0".repeat(64)))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void keysChangeWithoutThrowingAnyoneOut() {
        String old = cookies.sign("anna", LATER);
        SignedIdentity both = SignedIdentity.by(OTHER_KEY, KEY).inCookie("who").clock(() -> NOW);
        assertThat(told(both, cookie(old)).user()).isEqualTo("anna");
        String fresh = both.sign("anna", LATER);
        assertThat(told(both, cookie(fresh)).user()).isEqualTo("anna");
        assertThat(refused(cookies, cookie(fresh))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "anna", "anna.", ".1.2", "anna.9.9", "%.9.9", "a%2"})
    void whatIsNoSignedIdentityIsWrong(String text) {
        assertThat(refused(cookies, cookie(text))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(refused(headers, header(text, text))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void aShortKeyIsRefusedAndNoKeyIsShown() {
        assertThatThrownBy(() -> SignedIdentity.by("too short")).hasMessageContaining("at least 32 bytes");
        assertThat(cookies.toString()).doesNotContain(KEY);
        assertThatThrownBy(() -> cookies.sign("no name", LATER)).hasMessageContaining("user name");
    }
}
