package io.pushcore.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Writes messages to standard output, one a line: {@code CHANNEL OFFSET PAYLOAD}, or the payload alone. Keeps them until
 * {@link #flush} or until much has come together; what goes out ends with a line.
 */
final class MessagePrinter {
    private static final int FLUSH_BYTES = 64 << 10;

    private final OutputStream out;
    private final boolean payloadOnly;
    private byte[] buffer = new byte[2 * FLUSH_BYTES];
    private int length;

    MessagePrinter(OutputStream out, boolean payloadOnly) {
        this.out = out;
        this.payloadOnly = payloadOnly;
    }

    void print(MessageView message) {
        byte[] bytes = message.bytes();
        int from = message.payloadFrom();
        int to = message.payloadTo();
        int escaped = EscapedText.length(bytes, from, to);
        reserve(message.channelLength() + message.offsetLength() + escaped + 3);
        if (!payloadOnly) {
            put(bytes, message.channelFrom(), message.channelLength());
            buffer[length++] = ' ';
            put(bytes, message.offsetFrom(), message.offsetLength());
            buffer[length++] = ' ';
        }
        if (escaped == to - from) {
            put(bytes, from, escaped);
        } else {
            length = EscapedText.write(bytes, from, to, buffer, length);
        }
        buffer[length++] = '\n';
    }

    /** Writes what is kept. */
    void flush() {
        int count = length;
        length = 0;
        try {
            if (count > 0) {
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    private void reserve(int bytes) {
        if (length >= FLUSH_BYTES || buffer.length - length < bytes) {
            flush();
        }
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
    }

    private void put(byte[] bytes, int from, int count) {
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    private static RuntimeException failure(String reason) {
        boolean readerIsGone = reason.toLowerCase(Locale.ROOT).contains("pipe");
        return readerIsGone
                ? new OutputClosed()
                : new CommandFailed(ExitCode.FAILED, "cannot write to standard output: " + reason);
    }
}
