package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** A client of ipush: chunks both ways behind the head of a request. Reading fails after a minute. */
final class IpushSocket implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    IpushSocket(String port, String query) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        socket.setSoTimeout(60_000);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        write("GET /connect?" + query + " HTTP/1.1\r\n\r\n");
    }

    void say(String json) throws IOException {
        write(Integer.toHexString(json.getBytes(UTF_8).length) + "\r\n" + json + "\r\n");
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** The next line that is JSON: heads, sizes and heartbeats are passed over. */
    String line() throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith("{")) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
