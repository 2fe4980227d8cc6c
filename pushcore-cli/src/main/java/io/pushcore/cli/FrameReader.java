package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Names;
import java.util.Arrays;

/** Splits what the broker sends into lines and messages. Only the thread that reads touches it. */
final class FrameReader {
    /** What a frame is. */
    enum Kind {
        /** A message; see {@link FrameReader#message()}. */
        MESSAGE,
        /** {@code gap CH FROM TO}. */
        GAP,
        /** {@code ok pub …}. */
        ACCEPTED,
        /** Any other {@code ok …}. */
        OK,
        /** {@code err NUMBER sentence}. */
        ERROR,
        /** {@code end CH reason sentence}: the end of a subscription. */
        END,
        /** {@code bye NUMBER sentence}: the end of the connection. */
        BYE,
        PONG
    }

    /** Where the bytes come from. */
    @FunctionalInterface
    interface Source {
        /** Waits for bytes and gives back how many came; -1 at the end. */
        int read(byte[] target, int from, int length) throws ConnectionLost;
    }

    private static final int FIRST_BUFFER_BYTES = 256 << 10;
    /** No line of the protocol is longer; a payload is not part of a line. */
    private static final int MAX_LINE_BYTES = 16 << 10;

    private final Source source;
    private final MessageView message = new MessageView();
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int lineFrom;
    private int lineTo;
    private int from;
    private int to;

    FrameReader(Source source) {
        this.source = source;
    }

    /** Waits for the next frame. */
    Kind next() throws ConnectionLost {
        lineTo = endOfLine();
        lineFrom = from;
        from = lineTo + 1;
        if (startsWith("msg ")) {
            readPayload();
            return Kind.MESSAGE;
        }
        return lineKind();
    }

    private Kind lineKind() throws ConnectionLost {
        if (startsWith("ok pub ")) {
            return Kind.ACCEPTED;
        }
        if (startsWith("ok ") || is("ok")) {
            return Kind.OK;
        }
        if (startsWith("gap ")) {
            return Kind.GAP;
        }
        if (startsWith("err ")) {
            return Kind.ERROR;
        }
        if (startsWith("end ")) {
            return Kind.END;
        }
        if (startsWith("bye ")) {
            return Kind.BYE;
        }
        if (is("pong")) {
            return Kind.PONG;
        }
        throw strange();
    }

    /** The message, when {@link #next} was one. */
    MessageView message() {
        return message;
    }

    /** The line, when {@link #next} was one. */
    String line() {
        return new String(buffer, lineFrom, lineTo - lineFrom, UTF_8);
    }

    private int endOfLine() throws ConnectionLost {
        int scanned = 0;
        while (true) {
            for (int i = from + scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            scanned = to - from;
            if (scanned > MAX_LINE_BYTES) {
                lineFrom = from;
                lineTo = to;
                throw strange();
            }
            fill();
        }
    }

    private void readPayload() throws ConnectionLost {
        int start = lineFrom;
        if (!message.read(buffer, start, lineTo)) {
            throw strange();
        }
        int size = message.payloadTo() + 1 - start;
        from = start;
        while (to - from < size) {
            fill();
        }
        message.moved(buffer, from - start);
        from += size;
        if (buffer[from - 1] != '\n') {
            throw new ConnectionLost("the broker sent a message that is longer than it said");
        }
    }

    /** Reads more behind what is there; may move it to the start of the buffer. */
    private void fill() throws ConnectionLost {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            makeSpace();
        }
        int count = source.read(buffer, to, buffer.length - to);
        if (count < 0) {
            throw new ConnectionLost(
                    from == to ? "connection closed by the broker" : "connection cut in the middle of a message");
        }
        to += count;
    }

    private void makeSpace() {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        } else {
            // grows with what came, not with the length that was said
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        }
    }

    private boolean startsWith(String word) {
        if (lineTo - lineFrom < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (buffer[lineFrom + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean is(String line) {
        return lineTo - lineFrom == line.length() && startsWith(line);
    }

    private ConnectionLost strange() {
        String start = new String(buffer, lineFrom, Math.min(lineTo - lineFrom, 60), UTF_8);
        return new ConnectionLost("what answers is not the line port of a PushCore broker: " + Names.shown(start));
    }
}
