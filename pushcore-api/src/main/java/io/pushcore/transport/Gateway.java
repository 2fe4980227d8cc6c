package io.pushcore.transport;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Time;
import java.util.concurrent.Executor;

/** The engine as a transport sees it. */
public interface Gateway {
    /**
     * Brings a new connection into the broker. Called on the connection's lane. Where a limit is reached the engine closes
     * the connection at once; the link then ignores what comes.
     */
    Link connect(Connection connection, Dialect dialect);

    /** Bytes came on a connection; the transport says so, since it alone knows what frames and heads it took off. Any thread. */
    void received(long bytes);

    /** The socket of a connection has taken so many bytes. Any thread. */
    void sent(long bytes);

    /** Something was refused of which no {@link Link} knows, so that it is counted among the refusals. Any thread. */
    void refused(ErrorCode why);

    /** Runs what the application gave to a transport, such as handlers: never on a lane. Any thread. */
    Executor executor();

    /** The broker's clock and timer, for deadlines of a transport's own. What is scheduled only hands over to a lane. Any thread. */
    Time time();

    /** The broker itself, for a transport through which it is run: its clients are no sessions. Whole once transports are started. */
    Broker broker();
}
