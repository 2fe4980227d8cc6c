package io.pushcore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks several authenticators in turn. Of their refusals the one that tells most remains. */
record FirstOf(List<Authenticator> all) implements Authenticator {
    FirstOf {
        all = List.copyOf(all);
    }

    @Override
    public CompletionStage<Identity> authenticate(Credentials credentials) {
        return ask(0, credentials, new PushCoreException(ErrorCode.UNAUTHENTICATED, "nobody knows these credentials"));
    }

    private CompletionStage<Identity> ask(int index, Credentials credentials, Throwable refusal) {
        if (index == all.size()) {
            return CompletableFuture.failedFuture(refusal);
        }
        return answer(all.get(index), credentials).exceptionallyCompose(failure -> {
            Throwable cause = cause(failure);
            return ask(index + 1, credentials, rank(cause) > rank(refusal) ? cause : refusal);
        });
    }

    private static CompletionStage<Identity> answer(Authenticator asked, Credentials credentials) {
        try {
            return asked.authenticate(credentials).thenApply(FirstOf::known);
        } catch (RuntimeException | Error thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private static Identity known(@Nullable Identity identity) {
        if (identity == null) {
            throw new PushCoreException(ErrorCode.UNAUTHENTICATED, "nobody knows these credentials");
        }
        return identity;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Who knew the credentials tells more than who could not look, and that more than who does not know them. */
    private static int rank(Throwable failure) {
        if (!(failure instanceof PushCoreException known)) {
            return 0;
        }
        return switch (known.code()) {
            case CREDENTIALS_EXPIRED -> 2;
            case BUSY, TIMEOUT, STORAGE_UNAVAILABLE -> 1;
            default -> 0;
        };
    }
}
