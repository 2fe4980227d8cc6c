package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The message that {@link FrameReader} read last, in the reader's buffer; valid until the next one is read. */
final class MessageView {
    /** "msg ", which the caller has seen already. */
    private static final int WORD = 4;
    /** 999,999,999 bytes: more than any broker sends. */
    private static final int LENGTH_DIGITS = 9;

    private byte[] bytes = {};
    private int channelFrom;
    private int channelTo;
    private int positionFrom;
    private int offsetFrom;
    private int positionTo;
    private int payloadFrom;
    private int payloadTo;

    /** Reads {@code msg CH EPOCH:OFFSET LENGTH}; the payload follows the line. Gives back whether it was that. */
    boolean read(byte[] buffer, int from, int lineEnd) {
        bytes = buffer;
        channelFrom = from + WORD;
        channelTo = indexOf(' ', channelFrom, lineEnd);
        positionFrom = channelTo + 1;
        positionTo = indexOf(' ', positionFrom, lineEnd);
        offsetFrom = indexOf(':', positionFrom, positionTo) + 1;
        int length = number(positionTo + 1, lineEnd);
        payloadFrom = lineEnd + 1;
        payloadTo = payloadFrom + length;
        return length >= 0
                && channelFrom < channelTo
                && positionFrom < offsetFrom - 1
                && offsetFrom < positionTo
                && isDigits(offsetFrom, positionTo);
    }

    /** The same message after its bytes were moved. */
    void moved(byte[] buffer, int by) {
        bytes = buffer;
        channelFrom += by;
        channelTo += by;
        positionFrom += by;
        offsetFrom += by;
        positionTo += by;
        payloadFrom += by;
        payloadTo += by;
    }

    byte[] bytes() {
        return bytes;
    }

    int channelFrom() {
        return channelFrom;
    }

    int channelLength() {
        return channelTo - channelFrom;
    }

    int positionFrom() {
        return positionFrom;
    }

    int positionLength() {
        return positionTo - positionFrom;
    }

    int offsetFrom() {
        return offsetFrom;
    }

    int offsetLength() {
        return positionTo - offsetFrom;
    }

    int payloadFrom() {
        return payloadFrom;
    }

    int payloadTo() {
        return payloadTo;
    }

    String channel() {
        return new String(bytes, channelFrom, channelTo - channelFrom, UTF_8);
    }

    /** {@code EPOCH:OFFSET}. */
    String position() {
        return new String(bytes, positionFrom, positionTo - positionFrom, UTF_8);
    }

    private int indexOf(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    private boolean isDigits(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The number in decimal digits, or -1 if it is none. */
    private int number(int from, int to) {
        if (from >= to || to - from > LENGTH_DIGITS || !isDigits(from, to)) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
