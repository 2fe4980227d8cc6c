package io.pushcore.engine;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.Pass;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.engine.inbox.LocalInbox;
import io.pushcore.storage.StorageException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who sessions are and what they may do, by the application's authenticator and authorizer, called on the executor. */
final class Access {
    private static final CompletableFuture<Boolean> ALLOWED = CompletableFuture.completedFuture(true);

    private static final String NO_RULE =
            " was denied: there is an authenticator and no authorizer, so that sessions may subscribe and do nothing else."
                    + " Broker.builder().authorizer(…) says who may do what, Authorizer.allowAll() lets everyone who has logged in."
                    + " This is said once";

    private final Engine engine;
    private final Optional<Authenticator> authenticator;
    private final @Nullable Authorizer authorizer;
    private final Tokens tokens;
    /** Whether nobody said what sessions may do, and what was denied for that. */
    private final boolean unruled;

    private final Set<Authorizer.Action> toldOf = ConcurrentHashMap.newKeySet();

    Access(Engine engine) {
        this.engine = engine;
        this.authenticator = engine.options.authenticator();
        this.authorizer =
                engine.options.authorizer().orElse(authenticator.isPresent() ? Authorizer.subscribeOnly() : null);
        this.unruled = engine.options.authorizer().isEmpty();
        this.tokens = new Tokens(engine);
    }

    /** Whether a session must show credentials before anything else. */
    boolean isGuarded() {
        return authenticator.isPresent();
    }

    Tokens tokens() {
        return tokens;
    }

    /**
     * Who shows these credentials; a single-use token first. Fails with {@code UNAUTHENTICATED}, {@code CREDENTIALS_EXPIRED}, or
     * {@code BUSY} where nobody can tell now; nothing else of what an authenticator says reaches a client.
     */
    CompletableFuture<Identity> identify(Credentials credentials) {
        return tokens.redeem(credentials)
                .exceptionallyCompose(first -> ask(credentials)
                        .exceptionallyCompose(second -> CompletableFuture.failedFuture(
                                isTemporary(first) && !isExpired(second) ? first : second)))
                .handle((identity, failure) -> {
                    if (identity == null) {
                        throw new CompletionException(refusal(failure));
                    }
                    if (!identity.expires().isAfter(engine.time.now())) {
                        throw new CompletionException(expired());
                    }
                    return identity;
                });
    }

    private CompletableFuture<Identity> ask(Credentials credentials) {
        if (authenticator.isEmpty()) {
            return CompletableFuture.failedFuture(unauthenticated());
        }
        Authenticator asked = authenticator.get();
        return Question.ask(engine.executor, () -> asked.authenticate(credentials));
    }

    private PushCoreException refusal(@Nullable Throwable failure) {
        if (failure != null && isTemporary(failure)) {
            engine.logLines.warn("authenticator", "who a connection is could not be told: " + code(failure));
            return busy();
        }
        if (failure != null && code(failure) == ErrorCode.INTERNAL) {
            engine.logLines.warn(
                    "authenticator failed", "the authenticator failed, taken as a refusal: " + place(failure));
        }
        return failure != null && isExpired(failure) ? expired() : unauthenticated();
    }

    /** What was thrown and where. Its message may hold what was shown, a secret. */
    private static String place(Throwable failure) {
        Throwable cause = unwrapped(failure);
        StackTraceElement[] stack = cause.getStackTrace();
        return cause.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    static boolean isExpired(Throwable failure) {
        return code(failure) == ErrorCode.CREDENTIALS_EXPIRED;
    }

    /** Whether the same credentials may hold a little later. */
    static boolean isTemporary(Throwable failure) {
        return switch (code(failure)) {
            case BUSY, TIMEOUT, STORAGE_UNAVAILABLE -> true;
            default -> false;
        };
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
        if (isTemporary(failure)) {
            return busy();
        }
        return isExpired(failure)
                ? expiredPass()
                : new PushCoreException(ErrorCode.UNAUTHENTICATED, "the token of the subscription is wrong");
    }

    private static ErrorCode code(Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof StorageException) {
            return ErrorCode.STORAGE_UNAVAILABLE;
        }
        return cause instanceof PushCoreException numbered ? numbered.code() : ErrorCode.INTERNAL;
    }

    /** What was thrown, if it has a number. */
    static @Nullable PushCoreException known(Throwable failure) {
        return unwrapped(failure) instanceof PushCoreException known ? known : null;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Completes with true if it may, and fails with {@code FORBIDDEN}, {@code BAD_NAME} or {@code BUSY} if not. */
    CompletableFuture<Boolean> allow(Identity identity, Authorizer.Action action, String channel) {
        return Names.isReserved(channel)
                ? CompletableFuture.failedFuture(reserved(channel))
                : allowReserved(identity, action, channel);
    }

    /** The same where the broker itself names the channel. */
    CompletableFuture<Boolean> allowReserved(Identity identity, Authorizer.Action action, String channel) {
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
            throw new CompletionException(denial(action, decision, failure));
        });
    }

    /**
     * Whether a session may act as this user: as its own, whom an empty name stands for, always, as another only where an authorizer says
     * so. Completes as {@link #allow} does.
     */
    CompletableFuture<Boolean> allowAs(Identity identity, String user) {
        if (user.isEmpty() || user.equals(identity.user())) {
            return ALLOWED;
        }
        String log = LocalInbox.logOf(Names.user(user));
        if (authorizer == null) {
            return CompletableFuture.failedFuture(
                    new PushCoreException(ErrorCode.FORBIDDEN, "one acts as oneself: " + Names.shown(user)));
        }
        return allowReserved(identity, Authorizer.Action.IMPERSONATE, log);
    }

    /** The sender of what a session sends, which {@link #allowAs} has allowed. */
    static Publication from(Identity identity, Publication publication) {
        return publication.sender().isEmpty() ? publication.sender(identity.user()) : publication;
    }

    /** The same for the user's own inbox, which nobody needs leave for who set no rules. */
    CompletableFuture<Boolean> allowOwn(Identity identity, Authorizer.Action action) {
        return unruled ? ALLOWED : allowReserved(identity, action, LocalInbox.logOf(identity.user()));
    }

    private PushCoreException denial(
            Authorizer.Action action, Authorizer.@Nullable Decision decision, @Nullable Throwable failure) {
        if (decision instanceof Authorizer.Decision.Deny deny) {
            if (unruled && toldOf.add(action)) {
                engine.logLines.once(action + NO_RULE);
            }
            return new PushCoreException(ErrorCode.FORBIDDEN, deny.sentence());
        }
        if (failure != null && isTemporary(failure)) {
            return new PushCoreException(ErrorCode.BUSY, "whether this is allowed cannot be told now; try again");
        }
        if (failure != null) {
            engine.logLines.warn("authorizer", "the authorizer failed", failure);
        }
        return new PushCoreException(ErrorCode.FORBIDDEN, "the authorizer failed, so that nothing is allowed");
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

    static PushCoreException busy() {
        return new PushCoreException(ErrorCode.BUSY, "who you are cannot be told now; try again");
    }

    static PushCoreException expired() {
        return new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "credentials have expired");
    }
}
