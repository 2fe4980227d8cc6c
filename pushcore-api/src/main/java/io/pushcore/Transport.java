package io.pushcore;

/** A way into the broker from outside its process; an author implements {@code io.pushcore.transport.Listener}. */
public interface Transport {
    /** The short name of the kind of transport, such as {@code line}; shown in messages and stats. */
    String name();

    /** The port it listens on, also when it was asked for port 0; -1 before the broker is open or if it has none. */
    int port();
}
