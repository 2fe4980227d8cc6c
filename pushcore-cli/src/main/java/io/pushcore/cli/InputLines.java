package io.pushcore.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream as bytes. A line ends with a line feed, which is not part of it; a carriage return before it is. The
 * last line may lack the line feed.
 */
final class InputLines {
    /** 64 MiB: a line is held whole, so there is a bound. */
    static final int MAX_LINE_BYTES = 64 << 20;

    /** Runs before each read, which may have to wait. */
    @FunctionalInterface
    interface BeforeWaiting {
        void run() throws IOException;
    }

    private final InputStream in;
    private final BeforeWaiting beforeWaiting;
    private byte[] buffer = new byte[256 << 10];
    private int from;
    private int to;
    private int next;
    private int filled;
    private boolean ended;

    InputLines(InputStream in, BeforeWaiting beforeWaiting) {
        this.in = in;
        this.beforeWaiting = beforeWaiting;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        from = next;
        int scanned = from;
        while (true) {
            for (int i = scanned; i < filled; i++) {
                if (buffer[i] == '\n') {
                    to = i;
                    next = i + 1;
                    return true;
                }
            }
            if (ended) {
                return lastLine();
            }
            int partial = filled - from;
            fill();
            scanned = from + partial;
        }
    }

    /** The buffer that holds the line; valid until the next one. */
    byte[] bytes() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    private boolean lastLine() {
        to = filled;
        next = filled;
        return from < to;
    }

    /** Reads more behind what is there; the line then begins at 0. */
    private void fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, filled - from);
            filled -= from;
            from = 0;
        }
        if (filled > MAX_LINE_BYTES) {
            throw new IOException("line is longer than " + MAX_LINE_BYTES + " bytes");
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        beforeWaiting.run();
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            ended = true;
        } else {
            filled += count;
        }
    }
}
