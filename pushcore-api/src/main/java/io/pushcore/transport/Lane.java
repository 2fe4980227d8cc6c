package io.pushcore.transport;

/** The one thread that owns a set of connections, such as an event loop. */
public interface Lane {
    /** Runs work on the lane's thread, in the order given. Never blocks; may be called from any thread. */
    void execute(Runnable work);

    /** Whether the caller is on the lane's thread. */
    boolean isCurrent();
}
