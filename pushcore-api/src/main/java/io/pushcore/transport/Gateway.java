package io.pushcore.transport;

import io.pushcore.Broker;

/** The engine as a transport sees it. */
public interface Gateway {
    /**
     * Brings a new connection into the broker. Called on the connection's lane. Where a limit is reached the engine closes
     * the connection at once; the link then ignores what comes.
     */
    Link connect(Connection connection, Dialect dialect);

    /** The broker itself, for a transport through which it is run: its clients are no sessions. Whole once transports are started. */
    Broker broker();
}
