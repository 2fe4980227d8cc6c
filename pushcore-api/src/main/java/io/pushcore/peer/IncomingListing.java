package io.pushcore.peer;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Names of another node at one version, of which not all parts have come yet. */
final class IncomingListing {
    final long version;
    private final Set<String> names = new LinkedHashSet<>();
    private final BitSet parts = new BitSet();
    private int last = -1;

    IncomingListing(long version) {
        this.version = version;
    }

    void add(Entry.Listing part) {
        if (parts.get(part.part())) {
            return;
        }
        parts.set(part.part());
        if (part.last()) {
            last = part.part();
        }
        if (names.size() <= InterestLimits.NAMES) {
            names.addAll(part.names());
        }
    }

    boolean isWhole() {
        return last >= 0 && parts.nextClearBit(0) > last;
    }

    Set<String> names() {
        return names;
    }
}
