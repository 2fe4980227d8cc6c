package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says who a connection is. Called on the broker's executor; it may block there. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The identity; completes exceptionally to refuse, with {@link ErrorCode#CREDENTIALS_EXPIRED} where they held once, so that a
     * client gets new ones by itself, with {@link ErrorCode#BUSY} where nobody can tell now, so that it tries again, else best with
     * {@link ErrorCode#UNAUTHENTICATED}. An identity that has expired is refused as the first.
     */
    CompletionStage<Identity> authenticate(Credentials credentials);

    /**
     * The right to one subscription that a token gives, whatever the authorizer says; takes none unless it is overridden. Completes
     * exceptionally to refuse: with {@link ErrorCode#CREDENTIALS_EXPIRED} where the token held once, with {@link ErrorCode#FORBIDDEN}
     * where it is good and not for this, whose sentence reaches the client, else with {@link ErrorCode#UNAUTHENTICATED}. A reserved
     * name is refused before anybody is asked. Called on the broker's executor.
     *
     * @param who the session that shows it
     */
    default CompletionStage<Pass> pass(Identity who, String channel, String token) {
        return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.FORBIDDEN, FirstOf.NO_TOKENS));
    }

    /**
     * Knows servers of the application by id and secret. Such a server may issue single-use tokens for its users; a token
     * that is not one of those is refused.
     */
    static Authenticator apps(Map<String, String> secretsById) {
        Map<String, String> secrets = Map.copyOf(secretsById);
        return credentials -> {
            String secret = secrets.getOrDefault(credentials.name(), "");
            boolean same = MessageDigest.isEqual(
                    secret.getBytes(UTF_8), credentials.token().getBytes(UTF_8));
            if (credentials.kind() != Credentials.Kind.APP_SECRET || secret.isEmpty() || !same) {
                return CompletableFuture.failedFuture(
                        new PushCoreException(ErrorCode.UNAUTHENTICATED, "app or secret is wrong"));
            }
            return CompletableFuture.completedFuture(
                    Identity.ANONYMOUS.grants(Identity.GRANT_SERVER, Identity.GRANT_ISSUE_TOKENS, Identity.GRANT_WAIT));
        };
    }

    /** Knows nobody: only single-use tokens let in, those of {@link Broker#issueToken}. */
    static Authenticator singleUseTokens() {
        return apps(Map.of());
    }

    /**
     * Asks several in turn, each once the one before it has refused; the first identity counts. If all refuse, an answer that the
     * credentials have expired counts most, then one that nobody can tell now ({@link ErrorCode#BUSY}, {@link ErrorCode#TIMEOUT}),
     * then the first one's that they are wrong: who does not know a token hides no answer of who does. All but the first are asked
     * on the thread that the refusal before came on.
     */
    static Authenticator firstOf(Authenticator... authenticators) {
        return new FirstOf(List.of(authenticators));
    }
}
