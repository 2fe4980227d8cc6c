package io.pushcore;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Decides by the action alone, at once. */
record FixedAuthorizer(Function<Authorizer.Action, Authorizer.Decision> decisions) implements Authorizer {
    @Override
    public CompletionStage<Decision> authorize(Identity identity, Action action, String channel) {
        return CompletableFuture.completedFuture(decisions.apply(action));
    }

    @Override
    public boolean decidesAtOnce() {
        return true;
    }
}
