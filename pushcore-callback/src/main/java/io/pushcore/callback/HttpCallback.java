package io.pushcore.callback;

import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Credentials;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.PushCoreException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks a server of the application over HTTP who a connection is and, for the actions named, what it may do. No call blocks its
 * caller. Where no answer can be had it refuses with {@link ErrorCode#BUSY}, so that clients try again. Usable from any thread.
 */
public final class HttpCallback implements Authenticator, Authorizer {
    private final CallbackOptions options;
    private final Caller caller;
    private final Memory memory;
    private final Complaints complaints;
    private final Map<String, CompletableFuture<Verdict>> underWay = new ConcurrentHashMap<>();
    private final Set<Action> toldOf = ConcurrentHashMap.newKeySet();
    private final LongAdder asked = new LongAdder();
    private final LongAdder remembered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();

    HttpCallback(CallbackOptions options) {
        this.options = options;
        this.caller = new Caller(options);
        this.memory = new Memory(options);
        this.complaints = new Complaints(options.time(), options.shownAddress());
    }

    /**
     * A callback to this address, {@code http} or {@code https}, without user and fragment.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} for any other
     */
    public static HttpCallbackBuilder to(URI address) {
        return new HttpCallbackBuilder(address);
    }

    /** What it counted. */
    public CallbackStats stats() {
        return new CallbackStats(
                asked.sum(),
                remembered.sum(),
                refused.sum(),
                unavailable.sum(),
                timedOut.sum(),
                turnedAway.sum(),
                caller.line().inFlight(),
                caller.line().waiting());
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        if (options.ipush()) {
            return authenticateAsIpush(credentials);
        }
        byte[] question = Question.who(credentials, options);
        return verdict(
                        question,
                        answer -> Answer.who(answer, credentials, options.time().now()))
                .thenApply(HttpCallback::identity);
    }

    private CompletionStage<Identity> authenticateAsIpush(Credentials credentials) {
        // an application of that protocol knows users by their names, and nothing else
        if (credentials.kind() != Credentials.Kind.TOKEN || credentials.name().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new PushCoreException(ErrorCode.UNAUTHENTICATED, "they name no user to ask about"));
        }
        return verdict(Question.ipush(credentials), answer -> Answer.ipush(answer, credentials))
                .thenApply(HttpCallback::identity);
    }

    private static Identity identity(Verdict verdict) {
        if (verdict instanceof Verdict.Known known) {
            return known.identity();
        }
        boolean expired = verdict instanceof Verdict.Wrong wrong && wrong.expired();
        throw expired
                ? new PushCoreException(ErrorCode.CREDENTIALS_EXPIRED, "the application says that they have expired")
                : new PushCoreException(ErrorCode.UNAUTHENTICATED, "the application does not know them");
    }

    /** Of an action that the application is not asked about, subscribing and the user's own inbox are allowed and all else denied. */
    @Override
    public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
        if (!options.actions().contains(action)) {
            return CompletableFuture.completedFuture(unasked(identity, action, channel));
        }
        byte[] question = Question.may(identity, action, channel, options);
        return verdict(question, Answer::may)
                .thenApply(verdict ->
                        verdict instanceof Verdict.Decided decided ? decided.decision() : Decision.deny("denied"));
    }

    private Decision unasked(Identity identity, Action action, String channel) {
        boolean isOwnInbox = action == Action.INBOX && channel.equals("@" + identity.user());
        if (action == Action.SUBSCRIBE || isOwnInbox) {
            return Decision.allow();
        }
        if (toldOf.add(action)) {
            Complaints.LOG.warn(
                    "{} was denied, for the callback {} is not asked about it: HttpCallback.to(…).asks(Action.{}), or"
                            + " --auth-ask {}, lets it decide. This is said once",
                    action,
                    options.shownAddress(),
                    action,
                    action.name().toLowerCase(Locale.ROOT));
        }
        return Decision.deny(action + " is denied: nobody is asked who may");
    }

    /** Reads an answer. */
    @FunctionalInterface
    private interface Reading {
        Verdict read(HttpResponse<byte[]> answer) throws Unusable;
    }

    /** What is remembered, else what others wait for already, else what a call brings. */
    private CompletableFuture<Verdict> verdict(byte[] question, Reading reading) {
        String key = Memory.key(question);
        Optional<Verdict> known = memory.find(key);
        if (known.isPresent()) {
            remembered.increment();
            return CompletableFuture.completedFuture(known.get());
        }
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            remembered.increment();
            return others;
        }
        ask(question, key, reading, mine);
        return mine;
    }

    private void ask(byte[] question, String key, Reading reading, CompletableFuture<Verdict> verdict) {
        caller.call(question).thenApply(answer -> read(answer, reading)).whenComplete((read, failure) -> {
            if (read == null) {
                underWay.remove(key);
                verdict.completeExceptionally(notNow(failure));
                return;
            }
            asked.increment();
            if (read.isRefusal()) {
                refused.increment();
            }
            // remembered before it is no longer under way, so that nobody asks in between
            memory.keep(key, read);
            underWay.remove(key);
            verdict.complete(read);
        });
    }

    private static Verdict read(HttpResponse<byte[]> answer, Reading reading) {
        try {
            return reading.read(answer);
        } catch (Unusable unusable) {
            throw new CompletionException(unusable);
        }
    }

    private PushCoreException notNow(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        Unusable unusable = cause instanceof Unusable known
                ? known
                : new Unusable(Unusable.Why.NOT_UNDERSTOOD, "reading it failed with " + failure.getClass());
        if (unusable.why() == Unusable.Why.TURNED_AWAY) {
            turnedAway.increment();
        } else {
            asked.increment();
            unavailable.increment();
        }
        if (unusable.why() == Unusable.Why.TIMED_OUT) {
            timedOut.increment();
        }
        complaints.add(unusable);
        return new PushCoreException(ErrorCode.BUSY, "the application cannot be asked now");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "HttpCallback[" + options.shownAddress() + "]";
    }
}
