package io.pushcore.transport;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One connection as the engine sees it; the transport implements it. Used on its lane only, but for {@link #lane()}. */
public interface Connection {
    /** The thread that owns it; never changes. */
    Lane lane();

    /** The other end's address, as text for logs and authenticators. */
    String remoteAddress();

    /** Whether the other end is on this machine. */
    boolean isLoopback();

    /** By what limits per address count it: its address, of IPv6 the network of 64 bits; empty where they do not hold, on this machine. */
    default String network() {
        String text = isLoopback() ? "" : remoteAddress();
        // as InetAddress writes it: eight groups, none left out
        String[] groups = text.split(":", 5);
        return groups.length < 5 || text.contains("::")
                ? text
                : String.join(":", groups[0], groups[1], groups[2], groups[3]);
    }

    /** The subject of the certificate that the other end has shown and that was verified; empty if none. */
    default String certificate() {
        return "";
    }

    /** What {@link Link#tally()} gave at the end of the connection that the same socket carried before this one; empty if none. */
    default Optional<Tally> tally() {
        return Optional.empty();
    }

    /**
     * Writes the bytes in their order and flushes. The engine has at most one write in flight. The buffers are shared and must
     * not be changed, nor kept after {@code written} was called.
     */
    void write(List<ByteBuffer> bytes, Written written);

    /** How many bytes the socket has taken so far; used to tell a slow reader from one that stands. */
    long progress();

    /** Goes on or stops to take bytes from the socket. */
    void reading(boolean on);

    /** Closes it, after what was written has gone out or cannot. */
    void close();

    /** Told of the end of a write. */
    @FunctionalInterface
    interface Written {
        /** Called on the lane once the socket has taken all bytes, or with {@code false} when it never will. */
        void written(boolean whole);
    }
}
