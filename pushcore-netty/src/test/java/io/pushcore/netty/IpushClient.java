package io.pushcore.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client of ipush over a raw socket: a request head, then chunks both ways. Reading fails after ten seconds. */
final class IpushClient implements AutoCloseable {
    private final LineClient socket;

    private IpushClient(LineClient socket) {
        this.socket = socket;
    }

    /** Connects and says the head; the answer has not been read. */
    static IpushClient asking(int port, String query, String... headers) throws IOException {
        return within(new LineClient(port), query, headers);
    }

    /** Says the head on a connection that is there. */
    static IpushClient within(LineClient socket, String query, String... headers) throws IOException {
        IpushClient client = new IpushClient(socket);
        client.socket.say("GET /connect?" + query + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n"));
        return client;
    }

    /** Connects without a password to speak of; the head of the answer has come. */
    static IpushClient of(int port, String user) throws IOException {
        IpushClient client = asking(port, "uid=" + user + "&password=x");
        client.head();
        return client;
    }

    /** The head of the answer. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = socket.line(); !line.equals("\r"); line = socket.line()) {
            head.append(line.strip()).append('\n');
        }
        return head.toString();
    }

    /** The content of the next chunk, empty for the last; heartbeats are passed over. */
    String next() throws IOException {
        String content = chunk();
        while (content.equals(" ")) {
            content = chunk();
        }
        return content;
    }

    /** The content of the next chunk, whatever it is. */
    String chunk() throws IOException {
        int size = Integer.parseInt(socket.line().strip(), 16);
        String content = socket.bytes(size);
        if (!socket.bytes(2).equals("\r\n")) {
            throw new AssertionError("a chunk does not end with CR LF: " + content);
        }
        return new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    boolean hasCome() throws IOException {
        return socket.hasCome();
    }

    /** Says a message in a chunk. */
    IpushClient say(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String content = new String(bytes, StandardCharsets.ISO_8859_1);
        return raw(Integer.toHexString(bytes.length) + "\r\n" + content + "\r\n");
    }

    /** Says bytes as they are. */
    IpushClient raw(String bytes) throws IOException {
        socket.say(bytes);
        return this;
    }

    /** All that comes until the other end closes. */
    String rest() throws IOException {
        return socket.rest();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
