package io.pushcore.jwt;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys of an id, or all.
 *
 * @param isSure whether there are no others; not where they could not be fetched
 */
record Found(List<TokenKey> keys, boolean isSure) {
    Found and(Found more) {
        List<TokenKey> all = new ArrayList<>(keys);
        all.addAll(more.keys);
        return new Found(all, isSure && more.isSure);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }
}
