package io.pushcore;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * A place in one life of a log: after the message with this offset. Offset 0 is before the first message. Its text form is
 * {@code EPOCH:OFFSET}.
 *
 * @param epoch names the life of the log; 1 to 32 characters of {@code [0-9a-z]}
 * @param offset 0 or the offset of a message
 */
public record Position(String epoch, long offset) {
    /** Epochs that were looked at, each at a place by its hash: most positions are of the same few. */
    private static final @Nullable String[] LOOKED_AT = new @Nullable String[16];

    /** Where there are no places: in a channel without a log. */
    public static final Position NOWHERE = new Position("live", 0);

    /** What stands for the epochs of others; names no life of any log. */
    private static final String FOREIGN_EPOCH = "foreign";

    private static final int MOST_CLAIMED_BYTES = 64;

    public Position {
        if (!isEpoch(epoch)) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "epoch must be 1 to 32 characters of [0-9a-z]: " + Names.shown(epoch));
        }
        if (offset < 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "offset must not be negative: " + offset);
        }
    }

    /**
     * The position that somebody claims who may have come from another server. If the epoch is one that no log of PushCore can
     * have, it is one that no log has: nobody knows what came after it, which is a gap.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_REQUEST} if the epoch is empty, longer than 64 bytes of UTF-8, or holds a
     *     space or a control character; or if the offset is negative
     */
    public static Position claimed(String epoch, long offset) {
        if (isEpoch(epoch)) {
            return new Position(epoch, offset);
        }
        if (isTooLong(epoch) || epoch.isEmpty() || !Names.isPlain(epoch)) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST,
                    "epoch must be 1 to 64 bytes without spaces and control characters: " + Names.shown(epoch));
        }
        return new Position(FOREIGN_EPOCH, offset);
    }

    /** Reads the text form. */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "position must be EPOCH:OFFSET: " + Names.shown(text));
        }
        return new Position(text.substring(0, colon), parseOffset(text.substring(colon + 1)));
    }

    /** Reads an offset: decimal digits, 0 to {@link Long#MAX_VALUE}. */
    public static long parseOffset(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 19;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        long offset = -1;
        if (digits) {
            try {
                offset = Long.parseLong(text);
            } catch (NumberFormatException tooLarge) {
                offset = -1;
            }
        }
        if (offset < 0) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST, "offset must be a decimal number from 0 to 2^63-1: " + Names.shown(text));
        }
        return offset;
    }

    /** The position {@code count} messages further on in the same epoch. */
    public Position plus(long count) {
        return new Position(epoch, offset + count);
    }

    private static boolean isEpoch(String epoch) {
        int place = epoch.hashCode() & (LOOKED_AT.length - 1);
        if (epoch.equals(LOOKED_AT[place])) {
            return true;
        }
        boolean is = isSpeltAsEpoch(epoch);
        if (is) {
            LOOKED_AT[place] = epoch;
        }
        return is;
    }

    private static boolean isSpeltAsEpoch(String epoch) {
        int length = epoch.length();
        if (length == 0 || length > 32) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = epoch.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTooLong(String epoch) {
        return epoch.length() > MOST_CLAIMED_BYTES || epoch.getBytes(UTF_8).length > MOST_CLAIMED_BYTES;
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
