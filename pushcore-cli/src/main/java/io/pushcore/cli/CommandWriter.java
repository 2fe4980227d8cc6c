package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Commands on their way to the broker. One thread adds and flushes them; any thread may {@link #ping}. */
final class CommandWriter {
    private static final int FLUSH_BYTES = 64 << 10;
    private static final byte[] PING = "ping\n".getBytes(UTF_8);

    private final OutputStream out;
    /** Held while bytes go out, whole commands at a time. */
    private final ReentrantLock writing = new ReentrantLock();

    private byte[] buffer = new byte[2 * FLUSH_BYTES];
    private int length;

    CommandWriter(OutputStream out) {
        this.out = out;
    }

    void command(String line) throws ConnectionLost {
        byte[] bytes = line.getBytes(UTF_8);
        reserve(bytes.length + 1);
        put(bytes, 0, bytes.length);
        buffer[length++] = '\n';
        flushIfMuch();
    }

    /** A command that ends with the length of its payload, and the payload. */
    void command(byte[] words, byte[] payload, int from, int to) throws ConnectionLost {
        byte[] digits = Integer.toString(to - from).getBytes(UTF_8);
        reserve(words.length + digits.length + to - from + 2);
        put(words, 0, words.length);
        put(digits, 0, digits.length);
        buffer[length++] = '\n';
        put(payload, from, to - from);
        buffer[length++] = '\n';
        flushIfMuch();
    }

    void flush() throws ConnectionLost {
        if (length == 0) {
            return;
        }
        writing.lock();
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new ConnectionLost("connection lost: " + e.getMessage());
        } finally {
            length = 0;
            writing.unlock();
        }
    }

    /** Sends a ping, unless something is being sent anyway. */
    void ping() throws ConnectionLost {
        if (!writing.tryLock()) {
            return;
        }
        try {
            out.write(PING);
        } catch (IOException e) {
            throw new ConnectionLost("connection lost: " + e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    private void flushIfMuch() throws ConnectionLost {
        if (length >= FLUSH_BYTES) {
            flush();
        }
    }

    private void reserve(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes));
        }
    }

    private void put(byte[] bytes, int from, int count) {
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }
}
