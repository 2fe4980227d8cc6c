package io.pushcore.memory;

import io.pushcore.storage.InboxId;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inboxes, and owners who have none, the longest unused first; under the lock of the inboxes. */
final class UseOrder {
    /** What is forgotten when it was not used for long. */
    abstract static class Used {
        /** In nanoseconds since 1970. */
        long usedAt;

        abstract InboxId id();
    }

    private final LinkedHashSet<Used> order = new LinkedHashSet<>();

    /** Makes it the one used last. */
    void touch(Used used, long now) {
        used.usedAt = now;
        order.remove(used);
        order.add(used);
    }

    void remove(Used used) {
        order.remove(used);
    }

    /** The one unused for longest, if that was before a time. */
    @Nullable
    Used unusedSince(long time) {
        Iterator<Used> eldest = order.iterator();
        if (!eldest.hasNext()) {
            return null;
        }
        Used first = eldest.next();
        return first.usedAt < time ? first : null;
    }

    List<Used> all() {
        return List.copyOf(order);
    }

    void clear() {
        order.clear();
    }
}
