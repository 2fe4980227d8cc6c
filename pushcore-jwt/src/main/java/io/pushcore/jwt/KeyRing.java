package io.pushcore.jwt;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All keys that were given: those named at once, then those of the sources, then those that have no name. */
record KeyRing(List<TokenKey> fixed, List<KeySource> sources) implements KeySource {
    private static final Found NONE = new Found(List.of(), true);

    @Override
    public CompletionStage<Found> find(String id) {
        List<TokenKey> named = KeySource.of(id, fixed);
        if (!id.isEmpty() && !named.isEmpty()) {
            return CompletableFuture.completedFuture(new Found(named, true));
        }
        CompletionStage<Found> found = CompletableFuture.completedFuture(NONE);
        for (KeySource source : sources) {
            found = found.thenCompose(before -> !id.isEmpty() && !before.isEmpty()
                    ? CompletableFuture.completedFuture(before)
                    : source.find(id).thenApply(before::and));
        }
        // a key without a name is tried whatever the token calls it
        List<TokenKey> otherwise =
                fixed.stream().filter(key -> id.isEmpty() || key.id().isEmpty()).toList();
        return found.thenApply(
                known -> id.isEmpty() || known.isEmpty() ? new Found(otherwise, true).and(known) : known);
    }
}
