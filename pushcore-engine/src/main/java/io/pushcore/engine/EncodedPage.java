package io.pushcore.engine;

import io.pushcore.Position;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a log in one wire form, for readers that are not on the tape; shared and immutable.
 *
 * @param bytes the messages after the position asked from; may be empty
 * @param messages how many they are
 * @param through reading goes on from here
 * @param gone what was asked for and is gone, if that is the answer; the bytes are empty then
 * @param isShareable whether others who ask for the same may be given it for a while
 */
record EncodedPage(
        ByteBuffer bytes,
        int messages,
        Position through,
        @Nullable Position gone,
        boolean isShareable) {
    int weight() {
        return 200 + bytes.remaining();
    }
}
