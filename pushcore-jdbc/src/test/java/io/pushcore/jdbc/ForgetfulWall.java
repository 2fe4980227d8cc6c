package io.pushcore.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server, and forgets connections: neither end is told, and what either sends is gone. */
final class ForgetfulWall implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> known = ConcurrentHashMap.newKeySet();
    private final Set<Socket> all = ConcurrentHashMap.newKeySet();

    ForgetfulWall(int target) throws IOException {
        this.target = target;
        begin(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Those that are open now; gives how many. */
    int forget() {
        int open = known.size() / 2;
        known.clear();
        return open;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                known.add(near);
                known.add(far);
                all.add(near);
                all.add(far);
                begin(() -> pass(near, far));
                begin(() -> pass(far, near));
            }
        } catch (IOException closed) {
            // as it has to be
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[8_192];
        try {
            for (int count = from.getInputStream().read(bytes);
                    count >= 0;
                    count = from.getInputStream().read(bytes)) {
                if (known.contains(from)) {
                    to.getOutputStream().write(bytes, 0, count);
                }
            }
        } catch (IOException ended) {
            // so does the other
        }
        if (known.remove(from)) {
            known.remove(to);
            end(to);
        }
    }

    private static void begin(Runnable work) {
        Thread thread = new Thread(work, "wall");
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        all.forEach(ForgetfulWall::end);
    }
}
