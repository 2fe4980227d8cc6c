package io.pushcore.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands bytes on to a server, and now and then cuts a connection instead of handing an answer on: what was asked was done. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int port;
    private final AtomicInteger answers = new AtomicInteger();
    final AtomicInteger cuts = new AtomicInteger();
    /** One of so many answers is not handed on; none at 0. */
    volatile int cutEvery;

    CuttingProxy(int port) {
        this.port = port;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                begin(() -> handOn(client, server, false));
                begin(() -> handOn(server, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void handOn(Socket from, Socket to, boolean isAnswer) {
        byte[] bytes = new byte[64 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (isAnswer && cutEvery > 0 && answers.incrementAndGet() % cutEvery == 0) {
                    cuts.incrementAndGet();
                    return;
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException e) {
            // the other side has ended
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
