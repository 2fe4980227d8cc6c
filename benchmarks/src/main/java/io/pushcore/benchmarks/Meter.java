package io.pushcore.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/** A port that passes all that comes on to a server, and what that answers back, and counts the bytes of both. */
final class Meter implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final String host;
    private final int to;
    private final ServerSocket port;
    private final LongAdder bytes = new LongAdder();

    /** Before the server that a URL leads to. */
    Meter(String url) throws IOException {
        URI place = Cluster.place(url);
        this.host = place.getHost();
        this.to = place.getPort();
        this.port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin(() -> {
            while (true) {
                Socket near = port.accept();
                Socket far = new Socket(host, to);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                begin(() -> pass(near, far));
                begin(() -> pass(far, near));
            }
        });
    }

    private interface Passing {
        void run() throws IOException;
    }

    private static void begin(Passing passing) {
        Thread thread = new Thread(
                () -> {
                    try {
                        passing.run();
                    } catch (SocketException ended) {
                        // of either side, or of the meter
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "meter");
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket from, Socket into) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                into) {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes.add(read);
                out.write(buffer, 0, read);
            }
        }
    }

    /** The URL that leads through here. */
    String instead(String url) {
        return url.replace(host + ":" + to, "127.0.0.1:" + port.getLocalPort());
    }

    /** Both ways together, since the start. */
    long bytes() {
        return bytes.sum();
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
