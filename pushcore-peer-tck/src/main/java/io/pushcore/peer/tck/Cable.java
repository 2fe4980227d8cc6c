package io.pushcore.peer.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port on loopback that leads to another one, until it is cut; for fixtures whose engine is a server. */
public final class Cable implements AutoCloseable {
    private final ServerSocket entrance;
    private final InetSocketAddress target;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Cable(InetSocketAddress target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin("cable-entrance", this::accept);
    }

    /** A cable to a port of this machine. */
    public static Cable to(int port) {
        try {
            return new Cable(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** The port to connect to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Ends all connections, and every new one at once. */
    public void cut() {
        cut = true;
        ends.forEach(Cable::end);
    }

    /** Ends the connections that are there; new ones are taken. */
    public void tug() {
        ends.forEach(Cable::end);
    }

    /** Takes connections again. */
    public void mend() {
        cut = false;
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException ended) {
            // nothing is left to be closed
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                connect(entrance.accept());
            } catch (IOException refused) {
                // closed, or the target is away: who connected sees its end
            }
        }
    }

    private void connect(Socket here) throws IOException {
        ends.add(here);
        Socket there = new Socket();
        ends.add(there);
        try {
            if (cut) {
                throw new IOException("cut");
            }
            there.connect(target, 5_000);
            here.setTcpNoDelay(true);
            there.setTcpNoDelay(true);
            begin("cable-out", () -> pump(here, there));
            begin("cable-in", () -> pump(there, here));
        } catch (IOException failed) {
            end(here);
            end(there);
            throw failed;
        }
        if (cut) {
            tug();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[64 << 10];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
            }
        } catch (IOException ended) {
            // either side ended, or the cable was cut
        } finally {
            end(from);
            end(to);
            ends.remove(from);
            ends.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException ended) {
            // it is closed
        }
    }

    private static void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
