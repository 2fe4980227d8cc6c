package io.pushcore.netty.line;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;

/** Finds where lines end. Looks at every byte once, however the bytes trickle in. */
final class LineFinder {
    /** How many of the bytes after the buffer's position are known to hold no newline. */
    private int seen;

    /**
     * The length of the next line with its newline, or 0 if it has not come. The caller consumes the line before it asks
     * again.
     */
    int next(ByteBuffer in, int maxBytes) {
        int start = in.position();
        int end = start + (int) Math.min(in.remaining(), maxBytes + 1L);
        for (int i = start + seen; i < end; i++) {
            if (in.get(i) == '\n') {
                seen = 0;
                return i + 1 - start;
            }
        }
        if (in.remaining() > maxBytes) {
            throw new PushCoreException(
                    ErrorCode.FRAME_TOO_LARGE, "line must not be longer than " + maxBytes + " bytes");
        }
        seen = in.remaining();
        return 0;
    }
}
