package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to the line port in the modern form, which breaks when the broker dies. One thread reads, one sends. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
    }

    static Wire to(String port) throws IOException {
        Wire wire = new Wire(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        wire.say("hello 2\n");
        wire.answer("ok hello 2");
        return wire;
    }

    void say(CharSequence text) throws IOException {
        socket.getOutputStream().write(text.toString().getBytes(UTF_8));
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the broker is gone");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** The next line, which begins so. */
    String answer(String begin) throws IOException {
        String line = line();
        if (!line.startsWith(begin)) {
            throw new AssertionError("not " + begin + " but " + line);
        }
        return line;
    }

    /** What follows a line that ends with its length. */
    String body(String line) throws IOException {
        byte[] body = new byte[Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1))];
        in.readFully(body);
        in.readByte();
        return new String(body, UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
