package io.pushcore.storage;

import java.util.List;

/**
 * Heads that moved.
 *
 * @param heads what moved since the token asked with
 * @param next the token to ask with next
 */
public record Changes(List<Head> heads, String next) {
    public Changes {
        heads = List.copyOf(heads);
    }
}
