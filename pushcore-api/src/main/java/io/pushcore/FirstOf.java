package io.pushcore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks several authenticators in turn. Of their refusals the one that tells most remains. */
record FirstOf(List<Authenticator> all) implements Authenticator {
    FirstOf {
        all = List.copyOf(all);
    }

    /** What one says who has no tokens for subscriptions. */
    static final String NO_TOKENS = "there are no tokens for subscriptions here";

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        return ask(0, one -> one.authenticate(credentials), unknown());
    }

    @Override
    public CompletionStage<Pass> pass(Identity who, String channel, String token) {
        return ask(0, one -> one.pass(who, channel, token), new PushCoreException(ErrorCode.FORBIDDEN, NO_TOKENS));
    }

    private <T> CompletionStage<T> ask(
            int index, Function<Authenticator, CompletionStage<T>> question, Throwable refusal) {
        if (index == all.size()) {
            return CompletableFuture.failedFuture(refusal);
        }
        return answer(all.get(index), question).exceptionallyCompose(failure -> {
            Throwable cause = cause(failure);
            return ask(index + 1, question, rank(cause) > rank(refusal) ? cause : refusal);
        });
    }

    private static <T> CompletionStage<T> answer(
            Authenticator asked, Function<Authenticator, CompletionStage<T>> question) {
        try {
            return question.apply(asked).thenApply(FirstOf::known);
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private static <T> T known(@Nullable T answer) {
        if (answer == null) {
            throw unknown();
        }
        return answer;
    }

    private static PushCoreException unknown() {
        return new PushCoreException(ErrorCode.UNAUTHENTICATED, "nobody knows these credentials");
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Who knew the credentials tells more than who could not look, and that more than who does not know them, or has no use for
     * any.
     */
    private static int rank(Throwable failure) {
        if (!(failure instanceof PushCoreException known)) {
            return 1;
        }
        return switch (known.code()) {
            case CREDENTIALS_EXPIRED -> 4;
            case BUSY, TIMEOUT, STORAGE_UNAVAILABLE -> 3;
            case FORBIDDEN -> known.sentence().equals(NO_TOKENS) ? 0 : 2;
            default -> 1;
        };
    }
}
