package io.pushcore.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/** Somebody between clients and a port who passes on what they say and counts it. */
final class Tap implements AutoCloseable {
    private final ServerSocket front;
    private final int target;
    private final LongAdder toBroker = new LongAdder();
    private final LongAdder fromBroker = new LongAdder();
    private final Semaphore mayTake = new Semaphore(1);
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    private Tap(ServerSocket front, int target) {
        this.front = front;
        this.target = target;
    }

    static Tap before(int port) throws IOException {
        Tap tap = new Tap(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        start(tap::accept);
        return tap;
    }

    int port() {
        return front.getLocalPort();
    }

    long toBroker() {
        return toBroker.sum();
    }

    long fromBroker() {
        return fromBroker.sum();
    }

    /** From now on takes nothing more from the broker than it has begun to take. */
    void stand() {
        mayTake.acquireUninterruptibly();
    }

    void goOn() {
        mayTake.release();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                Socket broker = new Socket();
                // small, so that the broker notices soon that nothing is taken
                broker.setReceiveBufferSize(16 << 10);
                broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                open.add(client);
                open.add(broker);
                start(() -> pass(client, broker, toBroker, null));
                start(() -> pass(broker, client, fromBroker, mayTake));
            }
        } catch (IOException closed) {
            // its end
        }
    }

    private static void pass(Socket from, Socket to, LongAdder count, Semaphore gate) {
        byte[] some = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = take(in, some, gate); read >= 0; read = take(in, some, gate)) {
                count.add(read);
                out.write(some, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            cut(from);
            cut(to);
        }
    }

    private static int take(InputStream in, byte[] into, Semaphore gate) throws IOException {
        if (gate != null) {
            gate.acquireUninterruptibly();
            gate.release();
        }
        return in.read(into);
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // that is what was wanted
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tap");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        front.close();
        for (Closeable one : open) {
            one.close();
        }
    }
}
