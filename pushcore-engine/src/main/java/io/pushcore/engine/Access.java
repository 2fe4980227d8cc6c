package io.pushcore.engine;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who sessions are and what they may do, by the application's authenticator and authorizer, called on the executor. */
final class Access {
    private static final CompletableFuture<Boolean> ALLOWED = CompletableFuture.completedFuture(true);

    private final Engine engine;
    private final Optional<Authenticator> authenticator;
    private final @Nullable Authorizer authorizer;
    private final Tokens tokens;

    Access(Engine engine) {
        this.engine = engine;
        this.authenticator = engine.options.authenticator();
        this.authorizer =
                engine.options.authorizer().orElse(authenticator.isPresent() ? Authorizer.subscribeOnly() : null);
        this.tokens = new Tokens(engine);
    }

    /** Whether a session must show credentials before anything else. */
    boolean isGuarded() {
        return authenticator.isPresent();
    }

    Tokens tokens() {
        return tokens;
    }

    /** Who shows these credentials; a single-use token first. Fails with {@code UNAUTHENTICATED} or {@code CREDENTIALS_EXPIRED}. */
    CompletableFuture<Identity> identify(Credentials credentials) {
        CompletableFuture<Identity> byToken = credentials.kind() == Credentials.Kind.TOKEN
                ? tokens.redeem(credentials)
                : CompletableFuture.failedFuture(unauthenticated());
        return byToken.exceptionallyCompose(unknown -> ask(credentials));
    }

    private CompletableFuture<Identity> ask(Credentials credentials) {
        if (authenticator.isEmpty()) {
            return CompletableFuture.failedFuture(unauthenticated());
        }
        Authenticator asked = authenticator.get();
        return Question.ask(engine.executor, () -> asked.authenticate(credentials))
                .handle((identity, failure) -> {
                    if (identity == null) {
                        throw new CompletionException(isExpired(failure) ? expired() : unauthenticated());
                    }
                    if (!identity.expires().isAfter(engine.time.now())) {
                        throw new CompletionException(expired());
                    }
                    return identity;
                });
    }

    /** Nothing else of what an authenticator says reaches a client. */
    static boolean isExpired(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PushCoreException known && known.code() == ErrorCode.CREDENTIALS_EXPIRED;
    }

    /** Completes with true if it may, and fails with {@code FORBIDDEN} or {@code BAD_NAME} if not. */
    CompletableFuture<Boolean> allow(Identity identity, Authorizer.Action action, String channel) {
        if (Names.isReserved(channel)) {
            return CompletableFuture.failedFuture(new PushCoreException(
                    ErrorCode.BAD_NAME,
                    "channel names that begin with @, $ or # are reserved: " + Names.shown(channel)));
        }
        Authorizer asked = authorizer;
        if (asked == null) {
            return ALLOWED;
        }
        Executor where = asked.decidesAtOnce() ? Runnable::run : engine.executor;
        CompletableFuture<Authorizer.Decision> answer =
                Question.ask(where, () -> asked.authorize(identity, action, channel));
        return answer.handle((decision, failure) -> {
            if (decision instanceof Authorizer.Decision.Allow) {
                return true;
            }
            String sentence = decision instanceof Authorizer.Decision.Deny deny
                    ? deny.sentence()
                    : "the authorizer failed, so that nothing is allowed";
            if (failure != null) {
                engine.logLines.warn("authorizer", "the authorizer failed", failure);
            }
            throw new CompletionException(new PushCoreException(ErrorCode.FORBIDDEN, sentence));
        });
    }

    /** Whether a session may make publishing wait for it. */
    boolean mayWait(Identity identity) {
        return !isGuarded() || identity.has(Identity.GRANT_WAIT);
    }

    static PushCoreException unauthenticated() {
        return new PushCoreException(ErrorCode.UNAUTHENTICATED, "credentials are wrong or missing");
    }

    static PushCoreException expired() {
        return new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "credentials have expired");
    }
}
