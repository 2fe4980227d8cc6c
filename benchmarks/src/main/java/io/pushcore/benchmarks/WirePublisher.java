package io.pushcore.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** One connection that keeps so many publishes in flight: for each that is acknowledged the next is sent. For one thread. */
final class WirePublisher implements AutoCloseable {
    private static final int READ_BYTES = 64 << 10;

    private final PublishForm form;
    private final int window;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] request;
    /** How an answer begins that says it was kept. */
    private final byte[] accepted;

    /** As many requests as may be sent at once. */
    private final byte[] requests;

    private final byte[] read = new byte[READ_BYTES];
    private final long[] sentAt;
    private long sent;
    private long acknowledged;
    /** Of the answer that is being read. */
    private int line;

    private int column;

    WirePublisher(PublishForm form, int port, String message, int window) throws IOException {
        this.form = form;
        this.window = window;
        this.sentAt = new long[window];
        this.request = form.request(message).getBytes(US_ASCII);
        this.accepted = form.accepted.getBytes(US_ASCII);
        this.requests = new byte[request.length * window];
        for (int i = 0; i < window; i++) {
            System.arraycopy(request, 0, requests, i * request.length, request.length);
        }
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        out.write(form.greeting.getBytes(US_ASCII));
        String welcome = new String(read, 0, in.read(read), US_ASCII).strip();
        if (!welcome.equals(form.welcome)) {
            throw new IOException("unexpected welcome: " + welcome);
        }
    }

    Rate round(Duration time) throws IOException {
        Histogram micros = new Histogram(2);
        long begin = System.nanoTime();
        long before = acknowledged;
        send(window, begin);
        long now = begin;
        while (now - begin < time.toNanos()) {
            int count = take(micros);
            now = System.nanoTime();
            if (count > 0) {
                send(count, now);
            }
        }
        long took = now - begin;
        long done = acknowledged - before;
        while (acknowledged < sent) {
            take(new Histogram(2));
        }
        return Rate.of(done, took, micros);
    }

    private void send(int count, long now) throws IOException {
        for (int i = 0; i < count; i++) {
            sentAt[(int) (sent++ % window)] = now;
        }
        out.write(requests, 0, count * request.length);
    }

    /** Takes what has come; gives how many answers were completed. */
    private int take(Histogram micros) throws IOException {
        int length = in.read(read);
        if (length < 0) {
            throw new IOException("the server closed the connection");
        }
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (line == 0 && column < accepted.length && read[i] != accepted[column]) {
                throw new IOException("refused: " + new String(read, 0, length, US_ASCII));
            }
            column++;
            if (read[i] == '\n') {
                column = 0;
                line = (line + 1) % form.lines;
                count += line == 0 ? 1 : 0;
            }
        }
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
            micros.recordValue((now - sentAt[(int) (acknowledged++ % window)]) / 1_000);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
