package io.pushcore.netty;

import io.pushcore.transport.Connection;
import io.pushcore.transport.Lane;
import java.nio.ByteBuffer;
import java.util.List;

/** A connection that has a socket and leaves to it what it does not do otherwise. Only its lane uses it. */
interface SocketConnection extends Connection {
    NettySocket socket();

    @Override
    default Lane lane() {
        return socket().lane();
    }

    @Override
    default String remoteAddress() {
        return socket().remoteAddress();
    }

    @Override
    default boolean isLoopback() {
        return socket().isLoopback();
    }

    @Override
    default String certificate() {
        return socket().certificate();
    }

    @Override
    default void write(List<ByteBuffer> bytes, Written written) {
        socket().write(bytes, written);
    }

    @Override
    default long progress() {
        return socket().progress();
    }

    @Override
    default void reading(boolean on) {
        socket().reading(on);
    }

    @Override
    default void close() {
        socket().close();
    }
}
