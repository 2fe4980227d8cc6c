package io.pushcore.engine;

import io.pushcore.Gap;
import io.pushcore.Position;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of a log in one wire form, for readers that are not on the tape; shared and immutable.
 *
 * @param bytes the messages after the position asked from, or after the gap; may be empty
 * @param messages how many they are
 * @param through reading goes on from here
 * @param expires when the first of the messages expires; {@link Instant#MAX} if none does
 * @param gap what was asked for and is gone
 * @param isShareable whether others who ask for the same may be given it for a while
 * @param asked what the answer speaks about: it may have been asked for by another reader, a while ago
 */
record EncodedPage(
        ByteBuffer bytes,
        int messages,
        Position through,
        Instant expires,
        @Nullable Gap gap,
        boolean isShareable,
        Asked asked) {

    /** How the window stood when the page was asked for. */
    record Asked(HotWindow window, long head) {}

    int weight() {
        return 200 + bytes.remaining();
    }
}
