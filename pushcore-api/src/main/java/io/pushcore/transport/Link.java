package io.pushcore.transport;

import java.nio.ByteBuffer;

/** The engine's end of one connection. All methods are called on the connection's lane. */
public interface Link {
    /** Bytes that came, consumed before this returns. */
    void received(ByteBuffer bytes);

    /** So many bytes came that {@link #received} is not given, such as the body of a request; told before they are acted on. */
    default void counted(long bytes) {}

    /** The other end will send no more, but may still read: answers to what came are written, then the link closes. */
    void receivedAll();

    /** The connection is gone, for whatever reason. Called once, last. */
    void closed();
}
