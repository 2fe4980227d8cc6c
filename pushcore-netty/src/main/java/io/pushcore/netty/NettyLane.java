package io.pushcore.netty;

import io.netty.util.concurrent.EventExecutor;
import io.pushcore.transport.Lane;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An event loop and the connections on it, in a list that they form themselves. Only its thread touches the list. */
final class NettyLane implements Lane {
    private final EventExecutor loop;
    private @Nullable NettyConnection first;

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

    void add(NettyConnection connection) {
        NettyConnection next = first;
        connection.next = next;
        if (next != null) {
            next.previous = connection;
        }
        first = connection;
    }

    void remove(NettyConnection connection) {
        NettyConnection previous = connection.previous;
        NettyConnection next = connection.next;
        if (previous != null) {
            previous.next = next;
        } else if (first == connection) {
            first = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        connection.previous = null;
        connection.next = null;
    }

    /** Ends every connection now. */
    void cutAll() {
        NettyConnection connection = first;
        while (connection != null) {
            NettyConnection next = connection.next;
            connection.cut();
            connection = next;
        }
    }
}
