package io.pushcore.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The way of a node to a server: all its connections to it go through here, and can be harmed here. */
final class Way {
    private static final int CONNECT_MILLIS = 2_000;

    final int port;
    private final ServerSocket server;
    /** What changes the bytes that come from the server, anew for each connection. */
    private final Supplier<Optional<Mangler>> manglers;

    private final Lane there = new Lane();
    private final Lane back = new Lane();
    private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean refuses;

    private Way(ServerSocket server, int target, Supplier<Optional<Mangler>> manglers) {
        this.server = server;
        this.port = server.getLocalPort();
        this.target = target;
        this.manglers = manglers;
    }

    static Way open(int port, int target, Supplier<Optional<Mangler>> manglers) {
        try {
            Way way = new Way(new ServerSocket(port, 100, InetAddress.getLoopbackAddress()), target, manglers);
            thread("way " + port, way::accept);
            return way;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it leads from now on; what leads elsewhere ends. */
    void leadTo(int newTarget) {
        target = newTarget;
        cut();
    }

    /** What becomes of the bytes to the server, and of those from it. */
    void set(Traffic toServer, Traffic fromServer) {
        there.set(toServer);
        back.set(fromServer);
    }

    /** Ends all connections and takes no others. */
    void refuse() {
        refuses = true;
        cut();
    }

    /**
     * All is well again.
     *
     * @param telling whether the ends of connections that lost bytes are told so; else they hear nothing on them ever
     */
    void heal(boolean telling) {
        refuses = false;
        there.set(Traffic.OPEN);
        back.set(Traffic.OPEN);
        if (telling) {
            joints.stream().filter(joint -> joint.isDeaf).forEach(Joint::end);
        }
    }

    private void cut() {
        joints.forEach(Joint::end);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                thread("joint " + port, () -> join(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket near) {
        Socket far = new Socket();
        try {
            if (refuses) {
                near.setSoLinger(true, 0);
                near.close();
                return;
            }
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
        } catch (IOException unreachable) {
            close(near);
            close(far);
            return;
        }
        Joint joint = new Joint(near, far);
        joints.add(joint);
        thread("from " + port, () -> joint.pump(far, near, back, manglers.get()));
        joint.pump(near, far, there, Optional.empty());
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }

    /** A connection of the node, and the one to the server that belongs to it. */
    private final class Joint {
        private final Socket near;
        private final Socket far;
        /** Whether bytes were lost in it: what follows them would make no sense. */
        private volatile boolean isDeaf;

        Joint(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void end() {
            close(near);
            close(far);
        }

        void pump(Socket from, Socket to, Lane lane, Optional<Mangler> mangler) {
            boolean lost = false;
            byte[] chunk = new byte[16 << 10];
            try {
                for (int count = from.getInputStream().read(chunk);
                        count >= 0;
                        count = from.getInputStream().read(chunk)) {
                    lost |= !lane.passes();
                    if (lost) {
                        isDeaf = true;
                    } else if (mangler.isPresent()) {
                        to.getOutputStream().write(mangler.get().take(chunk, count));
                    } else {
                        to.getOutputStream().write(chunk, 0, count);
                    }
                }
                lost |= !lane.passes();
            } catch (IOException ended) {
                // as the other end is told now
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (lost) {
                    // its end is as lost as its bytes
                    close(from);
                } else {
                    end();
                    joints.remove(this);
                }
            }
        }
    }
}
