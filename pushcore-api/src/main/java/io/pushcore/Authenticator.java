package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says who a connection is. Called on the broker's executor; it may block there. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The identity; completes exceptionally to refuse, with {@link ErrorCode#CREDENTIALS_EXPIRED} where they held once, so that a
     * client gets new ones by itself, else best with {@link ErrorCode#UNAUTHENTICATED}. An identity that has expired is refused as
     * the former.
     */
    CompletionStage<Identity> authenticate(Credentials credentials);

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
}
