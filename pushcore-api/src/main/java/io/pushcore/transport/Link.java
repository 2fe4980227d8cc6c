package io.pushcore.transport;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The engine's end of one connection. All methods are called on the connection's lane. */
public interface Link {
    /** Bytes that came, consumed before this returns. */
    void received(ByteBuffer bytes);

    /** So many bytes came that {@link #received} is not given, such as the body of a request; told before they are acted on. */
    default void counted(long bytes) {}

    /** The other end will send no more, but may still read: answers to what came are written, then the link closes. */
    void receivedAll();

    /**
     * What is to be handed to the next connection of the same socket, if there is one, see {@link Connection#tally()}; empty if nothing
     * has been counted. May be asked for before or after {@link #closed}.
     */
    default Optional<Tally> tally() {
        return Optional.empty();
    }

    /** The connection is gone, for whatever reason. Called once, last. */
    void closed();
}
