package io.pushcore.cli;

/**
 * Bytes as text on one line, so that nothing in them can end the line or steer a terminal. A backslash becomes {@code \\},
 * line feed, carriage return and tab {@code \n \r \t}, any other control byte {@code \xNN}, the two bytes of a control
 * character U+0080 to U+009F likewise. All else stays as it is, so that UTF-8 stays readable and every payload can be had
 * back.
 */
final class EscapedText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    /** First byte of U+0080 to U+00BF in UTF-8. */
    private static final int LATIN_LEAD = 0xC2;

    /** By byte value: how long its escape is, 1 for none. */
    private static final byte[] LENGTHS = lengths();

    private EscapedText() {}

    /** How many bytes {@link #write} will write. */
    static int length(byte[] bytes, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length += LENGTHS[bytes[i] & 0xFF];
            if (isControlPair(bytes, i, to)) {
                length += 7;
                i++;
            }
        }
        return length;
    }

    /** Writes the text of the bytes at an index and gives back the index after it. */
    static int write(byte[] bytes, int from, int to, byte[] target, int at) {
        int next = at;
        for (int i = from; i < to; i++) {
            int value = bytes[i] & 0xFF;
            if (isControlPair(bytes, i, to)) {
                next = hex(value, target, next);
                next = hex(bytes[++i] & 0xFF, target, next);
            } else if (LENGTHS[value] == 1) {
                target[next++] = bytes[i];
            } else if (LENGTHS[value] == 2) {
                target[next++] = '\\';
                target[next++] = shortForm(value);
            } else {
                next = hex(value, target, next);
            }
        }
        return next;
    }

    private static boolean isControlPair(byte[] bytes, int index, int to) {
        // as a signed byte, 0x80 to 0x9F is -128 to -97
        return (bytes[index] & 0xFF) == LATIN_LEAD && index + 1 < to && bytes[index + 1] < (byte) 0xA0;
    }

    private static int hex(int value, byte[] target, int at) {
        target[at] = '\\';
        target[at + 1] = 'x';
        target[at + 2] = HEX[value >> 4];
        target[at + 3] = HEX[value & 15];
        return at + 4;
    }

    private static byte shortForm(int value) {
        return switch (value) {
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> '\\';
        };
    }

    private static byte[] lengths() {
        byte[] lengths = new byte[256];
        for (int value = 0; value < lengths.length; value++) {
            boolean hasShortForm = value == '\n' || value == '\r' || value == '\t' || value == '\\';
            boolean isControl = value < ' ' || value == 0x7F;
            lengths[value] = (byte) (hasShortForm ? 2 : isControl ? 4 : 1);
        }
        return lengths;
    }
}
