package io.pushcore.jwt;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where keys are found. Asked on any thread. */
interface KeySource {
    /** The keys of this id, perhaps none; all of them for the empty id. */
    CompletionStage<Found> find(String id);

    /** Those of the keys that have the id. */
    static List<TokenKey> of(String id, List<TokenKey> keys) {
        return id.isEmpty()
                ? keys
                : keys.stream().filter(key -> key.id().equals(id)).toList();
    }
}
