package io.pushcore.engine;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.Pass;
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

    /**
     * The right to a subscription that a token gives. Fails with {@code BAD_NAME}, {@code FORBIDDEN}, {@code UNAUTHENTICATED} or
     * {@code CREDENTIALS_EXPIRED}. Where nobody is asked who they are, a token is as good as none.
     */
    CompletableFuture<Pass> pass(Identity identity, String channel, String token) {
        if (Names.isReserved(channel)) {
            return CompletableFuture.failedFuture(reserved(channel));
        }
        if (authenticator.isEmpty()) {
            return CompletableFuture.completedFuture(Pass.forEver());
        }
        Authenticator asked = authenticator.get();
        return Question.ask(engine.executor, () -> asked.pass(identity, channel, token))
                .handle((pass, failure) -> {
                    if (pass == null) {
                        throw new CompletionException(noPass(failure));
                    }
                    if (!pass.expires().isAfter(engine.time.now())) {
                        throw new CompletionException(expiredPass());
                    }
                    return pass;
                });
    }

    private static PushCoreException noPass(Throwable failure) {
        PushCoreException known = known(failure);
        if (known != null && known.code() == ErrorCode.FORBIDDEN) {
            return known;
        }
        return isExpired(failure)
                ? expiredPass()
                : new PushCoreException(ErrorCode.UNAUTHENTICATED, "the token of the subscription is wrong");
    }

    /** Nothing else of what an authenticator says reaches a client. */
    static boolean isExpired(Throwable failure) {
        PushCoreException known = known(failure);
        return known != null && known.code() == ErrorCode.CREDENTIALS_EXPIRED;
    }

    /** What was thrown, under what futures wrap it in, if it has a number. */
    static @Nullable PushCoreException known(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof PushCoreException known ? known : null;
    }

    /** Completes with true if it may, and fails with {@code FORBIDDEN} or {@code BAD_NAME} if not. */
    CompletableFuture<Boolean> allow(Identity identity, Authorizer.Action action, String channel) {
        if (Names.isReserved(channel)) {
            return CompletableFuture.failedFuture(reserved(channel));
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

    private static PushCoreException reserved(String channel) {
        return new PushCoreException(
                ErrorCode.BAD_NAME, "channel names that begin with @, $ or # are reserved: " + Names.shown(channel));
    }

    static PushCoreException expiredPass() {
        return new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "the token of the subscription has expired");
    }

    static PushCoreException unauthenticated() {
        return new PushCoreException(ErrorCode.UNAUTHENTICATED, "credentials are wrong or missing");
    }

    static PushCoreException expired() {
        return new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "credentials have expired");
    }
}
