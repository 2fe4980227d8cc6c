package io.pushcore.netty;

import io.netty.util.concurrent.EventExecutor;
import io.pushcore.transport.Lane;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An event loop and the sockets on it, in a list that they form themselves. Only its thread touches the list. */
final class NettyLane implements Lane {
    private final EventExecutor loop;
    private @Nullable NettySocket first;

    NettyLane(EventExecutor loop) {
        this.loop = loop;
    }

    /** Work that comes after the transport was closed is dropped: no connection is left that it could be about. */
    @Override
    public void execute(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException closed) {
            // see above
        }
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    void add(NettySocket socket) {
        NettySocket next = first;
        socket.next = next;
        if (next != null) {
            next.previous = socket;
        }
        first = socket;
    }

    void remove(NettySocket socket) {
        NettySocket previous = socket.previous;
        NettySocket next = socket.next;
        if (previous != null) {
            previous.next = next;
        } else if (first == socket) {
            first = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        socket.previous = null;
        socket.next = null;
    }

    /** Ends every socket now. */
    void cutAll() {
        NettySocket socket = first;
        while (socket != null) {
            NettySocket next = socket.next;
            socket.cut();
            socket = next;
        }
    }
}
