package io.pushcore.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Finds where lines end, for one codec. Looks at every byte once, however the bytes trickle in. */
public final class LineFinder {
    /** How many of the bytes after the buffer's position are known to hold no newline. */
    private int seen;

    public LineFinder() {}

    /**
     * The length of the next line with its newline, or 0 if it has not come. The caller consumes the line before it asks
     * again.
     *
     * @throws PushCoreException {@link ErrorCode#FRAME_TOO_LARGE} if it is longer than {@code maxBytes}
     */
    public int next(ByteBuffer in, int maxBytes) {
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

    /**
     * Consumes the next line and gives it as text without the spaces around it, or null if it has not come. What is not UTF-8
     * becomes U+FFFD.
     *
     * @throws PushCoreException {@link ErrorCode#FRAME_TOO_LARGE} if it is longer than {@code maxBytes}
     */
    public @Nullable String nextText(ByteBuffer in, int maxBytes) {
        int length = next(in, maxBytes);
        if (length == 0) {
            return null;
        }
        byte[] line = new byte[length];
        in.get(line);
        return new String(line, UTF_8).strip();
    }
}
