package io.pushcore;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a user's own log were read, over a range of offsets.
 *
 * @param first the lowest offset, at least 1
 * @param last the highest offset
 * @param bits a bit for each offset, the highest first, in the most significant bit of the first byte; 1 is read. Offsets without a message
 *     have a bit like all others. What is left of the last byte is 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what is in it
public record ReadStates(long first, long last, byte[] bits) {
    /** Whether the message at an offset of the range was read. */
    public boolean isRead(long offset) {
        if (offset < first || offset > last) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "offset must be from " + first + " to " + last + ": " + offset);
        }
        int bit = (int) (last - offset);
        return (bits[bit >>> 3] & (0x80 >>> (bit & 7))) != 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadStates states
                && first == states.first
                && last == states.last
                && Arrays.equals(bits, states.bits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(first, last, Arrays.hashCode(bits));
    }

    @Override
    public String toString() {
        return "ReadStates[first=" + first + ", last=" + last + ", bits="
                + HexFormat.of().formatHex(bits) + "]";
    }
}
