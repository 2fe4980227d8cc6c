package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Several authenticators in turn")
class FirstOfTest {
    private static final Authenticator UNKNOWN = failing(ErrorCode.UNAUTHENTICATED);
    private static final Authenticator EXPIRED = failing(ErrorCode.CREDENTIALS_EXPIRED);
    private static final Authenticator LATER = failing(ErrorCode.BUSY);
    private static final Authenticator SLOW = failing(ErrorCode.TIMEOUT);
    private static final Authenticator ANNA = credentials -> CompletableFuture.completedFuture(Identity.of("anna"));
    private static final Authenticator BOB = credentials -> CompletableFuture.completedFuture(Identity.of("bob"));

    private static Authenticator failing(ErrorCode code) {
        return credentials -> CompletableFuture.failedFuture(new PushCoreException(code, "as the test says"));
    }

    private static String answer(Authenticator... all) {
        try {
            return Authenticator.firstOf(all)
                    .authenticate(Credentials.token("t", ""))
                    .toCompletableFuture()
                    .join()
                    .user();
        } catch (CompletionException refused) {
            return ((PushCoreException) refused.getCause()).code().toString();
        }
    }

    @Test
    void theFirstIdentityCounts() {
        assertThat(answer(ANNA, BOB)).isEqualTo("anna");
        assertThat(answer(UNKNOWN, BOB, ANNA)).isEqualTo("bob");
        assertThat(answer(EXPIRED, LATER, ANNA)).isEqualTo("anna");
    }

    @Test
    void theNextIsAskedOnlyAfterARefusal() {
        List<Credentials> asked = new ArrayList<>();
        Authenticator counting = credentials -> {
            asked.add(credentials);
            return UNKNOWN.authenticate(credentials);
        };
        answer(ANNA, counting);
        assertThat(asked).isEmpty();
        answer(UNKNOWN, counting);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whoDoesNotKnowHidesNoAnswerOfWhoDoes() {
        assertThat(answer(EXPIRED, UNKNOWN)).isEqualTo("CREDENTIALS_EXPIRED");
        assertThat(answer(UNKNOWN, EXPIRED)).isEqualTo("CREDENTIALS_EXPIRED");
        assertThat(answer(LATER, UNKNOWN)).isEqualTo("BUSY");
        assertThat(answer(UNKNOWN, SLOW, LATER)).isEqualTo("TIMEOUT");
        assertThat(answer(LATER, EXPIRED, UNKNOWN)).isEqualTo("CREDENTIALS_EXPIRED");
        assertThat(answer(EXPIRED, LATER)).isEqualTo("CREDENTIALS_EXPIRED");
        assertThat(answer(UNKNOWN, UNKNOWN)).isEqualTo("UNAUTHENTICATED");
        assertThat(answer()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void oneThatThrowsOrSaysNothingDoesNotKnow() {
        Authenticator throwing = credentials -> {
            throw new IllegalStateException("as the test says");
        };
        Authenticator silent = credentials -> CompletableFuture.completedFuture(null);
        assertThat(answer(throwing, silent, BOB)).isEqualTo("bob");
        assertThat(answer(throwing, silent)).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void ofTokensForSubscriptionsWhoHasNoneIsPassedOver() {
        assertThat(pass(ANNA, giving(ErrorCode.UNAUTHENTICATED))).isEqualTo("UNAUTHENTICATED as the test says");
        assertThat(pass(giving(ErrorCode.FORBIDDEN), ANNA)).isEqualTo("FORBIDDEN as the test says");
        assertThat(pass(giving(ErrorCode.UNAUTHENTICATED), giving(ErrorCode.FORBIDDEN)))
                .isEqualTo("FORBIDDEN as the test says");
        assertThat(pass(giving(ErrorCode.CREDENTIALS_EXPIRED), giving(ErrorCode.FORBIDDEN), ANNA))
                .isEqualTo("CREDENTIALS_EXPIRED as the test says");
        assertThat(pass(ANNA, BOB)).isEqualTo("FORBIDDEN there are no tokens for subscriptions here");
        assertThat(pass(ANNA, giving(ErrorCode.BUSY), giving(null))).isEqualTo("a pass");
    }

    private static String pass(Authenticator... all) {
        try {
            Pass pass = Authenticator.firstOf(all)
                    .pass(Identity.of("anna"), "news", "t")
                    .toCompletableFuture()
                    .join();
            return pass.equals(Pass.forEver()) ? "a pass" : "another";
        } catch (CompletionException refused) {
            PushCoreException why = (PushCoreException) refused.getCause();
            return why.code() + " " + why.sentence();
        }
    }

    private static Authenticator giving(ErrorCode code) {
        return new Authenticator() {
            @Override
            public CompletionStage<Identity> authenticate(Credentials credentials) {
                return UNKNOWN.authenticate(credentials);
            }

            @Override
            public CompletionStage<Pass> pass(Identity who, String channel, String token) {
                return code == null
                        ? CompletableFuture.completedFuture(Pass.forEver())
                        : CompletableFuture.failedFuture(new PushCoreException(code, "as the test says"));
            }
        };
    }
}
