package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A raw socket: bytes as text of one character a byte. Reading fails after ten seconds. */
final class LineClient implements AutoCloseable {
    private final Socket socket;
    private DataInputStream in;

    LineClient(int port) throws IOException {
        this(connected(port));
    }

    /** Over a socket that is connected. */
    LineClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        // small, so that a client which does not read is noticed soon
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends the bytes as they are. */
    LineClient say(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /** Sends a text after its length. */
    LineClient sayFramed(String text) throws IOException {
        int length = text.length();
        byte[] head = {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length};
        return say(new String(head, ISO_8859_1) + text);
    }

    /** What comes through the next byte 2: an answer or a push of the plain form. The time of a push reads {@code TIME}. */
    String plain() throws IOException {
        String frame = through(2);
        return frame.startsWith("\0") ? frame.replaceFirst(" \\d{19}\2$", " TIME\2") : frame;
    }

    List<String> plain(int count) throws IOException {
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(plain());
        }
        return frames;
    }

    /** The next line without its newline. */
    String line() throws IOException {
        String line = through('\n');
        return line.substring(0, line.length() - 1);
    }

    /** From now on takes all that is there at once: of a small window that opens by half the kernel tells late. */
    LineClient takesAll() {
        in = new DataInputStream(new BufferedInputStream(in, 64 << 10));
        return this;
    }

    /** The same, however long it takes. */
    String lineHoweverLate() throws IOException {
        socket.setSoTimeout(0);
        return line();
    }

    /** What follows a line that ends with its length. */
    String payload(String line) throws IOException {
        String payload = bytes(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
        if (in.readUnsignedByte() != '\n') {
            throw new AssertionError("no newline after the payload of " + line);
        }
        return payload;
    }

    String bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return new String(bytes, ISO_8859_1);
    }

    boolean hasCome() throws IOException {
        return in.available() > 0;
    }

    /** What has come and was not asked for. */
    String available() throws IOException {
        return bytes(in.available());
    }

    /** The next text that came after its length. The time of a push reads {@code TIME}. */
    String framed() throws IOException {
        return framedAsItIs().replaceFirst(" \\d{19}$", " TIME");
    }

    String framedAsItIs() throws IOException {
        return bytes(in.readInt());
    }

    /** Ends what is sent; what is received goes on. */
    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** All that comes until the other end closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /** Ends the connection at once, as a crash does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private String through(int last) throws IOException {
        StringBuilder text = new StringBuilder();
        int value;
        do {
            value = in.readUnsignedByte();
            text.append((char) value);
        } while (value != last);
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
