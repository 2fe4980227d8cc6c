package io.pushcore.jwt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All keys that were given: those named at once, then those of the sources, then those that have no name. */
record KeyRing(List<TokenKey> fixed, List<KeySource> sources) implements KeySource {
    @Override
    public CompletionStage<List<TokenKey>> find(String id) {
        List<TokenKey> named = KeySource.of(id, fixed);
        if (!id.isEmpty() && !named.isEmpty()) {
            return CompletableFuture.completedFuture(named);
        }
        // a key without a name is tried whatever the token calls it
        List<TokenKey> otherwise =
                fixed.stream().filter(key -> id.isEmpty() || key.id().isEmpty()).toList();
        CompletionStage<List<TokenKey>> found = CompletableFuture.completedFuture(List.of());
        for (KeySource source : sources) {
            found = found.thenCompose(before -> !id.isEmpty() && !before.isEmpty()
                    ? CompletableFuture.completedFuture(before)
                    : source.find(id).thenApply(more -> both(before, more)));
        }
        return found.thenApply(known -> id.isEmpty() || known.isEmpty() ? both(otherwise, known) : known);
    }

    private static List<TokenKey> both(List<TokenKey> some, List<TokenKey> more) {
        List<TokenKey> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
