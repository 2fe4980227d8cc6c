package io.pushcore.disk;

import org.jspecify.annotations.Nullable;

/**
 * Where a message stands among those of its channel.
 *
 * @param time when it was appended
 * @param before the weight of all messages that were ever appended before it
 */
record Place(long offset, long time, long before) {
    /** The messages of a channel, of which some may be missing. */
    interface Finder {
        /** The first message at or after an offset. */
        @Nullable
        Place at(long offset);
    }
}
